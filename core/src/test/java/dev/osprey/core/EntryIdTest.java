package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryIdTest {

  @Test
  void wholeNumbersAreEqualInAnyNotation() {
    assertThat(EntryId.of(new BigDecimal("3.0"))).isEqualTo(EntryId.of(3));
    assertThat(EntryId.of(new BigDecimal("3e2"))).hasSameHashCodeAs(EntryId.of(300));
    assertThat(EntryId.of("3")).isNotEqualTo(EntryId.of(3));
  }

  @Test
  void keepsEveryDigitOfALargeNumber() {
    EntryId id = EntryId.of(new BigInteger("123456789012346470412345"));
    assertThat(id).hasToString("123456789012346470412345");
    assertThat(id).isNotEqualTo(EntryId.of(new BigInteger("123456789012346470412346")));
    assertThat(id.toLong()).isEmpty();
    assertThat(EntryId.of(BigInteger.valueOf(Long.MIN_VALUE)).toLong()).hasValue(Long.MIN_VALUE);
    assertThat(EntryId.of(BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE)).toLong())
        .isEmpty();
  }

  @Test
  void extremeExponentsTakeNoTimeOrMemory() {
    assertThat(EntryId.of(new BigDecimal("1e-400")).toLong()).isEmpty();
    assertThat(EntryId.of(new BigDecimal("1e400")).toLong()).isEmpty();
    assertThat(EntryId.of(new BigDecimal("0.0"))).isEqualTo(EntryId.of(0));
  }

  @Test
  void sortsNumbersByValueBeforeTextsByCodePoint() {
    EntryId emoji = EntryId.of("\uD83D\uDCE6");
    EntryId beyondSurrogates = EntryId.of("\uFF21");
    List<EntryId> sorted =
        java.util.stream.Stream.of(
                emoji, EntryId.of("a"), EntryId.of(10), beyondSurrogates, EntryId.of(9))
            .sorted()
            .toList();
    assertThat(sorted)
        .containsExactly(EntryId.of(9), EntryId.of(10), EntryId.of("a"), beyondSurrogates, emoji);
  }
}
