package dev.osprey.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianOfAnOddNumberIsTheMiddleValue() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 6.0))).isEqualTo(new Spread(5, 1, 9));
  }

  @Test
  void oneValueIsItsOwnSpread() {
    assertThat(Spread.of(List.of(2.0))).isEqualTo(new Spread(2, 2, 2));
  }

  @Test
  void ratiosAreThoseOfPairsNotOfMedians() {
    // 1/2, 8/4, 3/3: the medians, 3 and 3, would give 1 too, but a range of one value
    assertThat(Spread.ofRatios(List.of(1.0, 8.0, 3.0), List.of(2.0, 4.0, 3.0)))
        .isEqualTo(new Spread(1, 0.5, 2));
  }

  @Test
  void noValuesAndUnequalNumbersAreRefused() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Spread.ofRatios(List.of(1.0), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
