package dev.osprey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecimalsTest {
  @Test
  void shortestKeepsTheDigitsOfTheFloat() {
    assertThat(Decimals.shortest(0.3f)).isEqualTo(0.3);
    assertThat(Decimals.shortest(1234.5)).isEqualTo(1234.5);
  }

  @Test
  void plainHasNoExponentAndNoTrailingZeros() {
    assertThat(Decimals.plain(0.0001)).isEqualTo("0.0001");
    assertThat(Decimals.plain(640.0)).isEqualTo("640");
    assertThat(Decimals.plain(1e8)).isEqualTo("100000000");
  }
}
