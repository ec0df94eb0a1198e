package dev.osprey.bench.report;

import dev.osprey.bench.result.Spread;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How times, ratios and sizes are written. */
final class Figures {
  static final String ABSENT = "-";
  private static final double GIGA = 1e9;

  private Figures() {}

  /** Three digits with a unit: {@code 2.31 s}, {@code 37.2 ms}, {@code 812 us}. */
  static String seconds(double seconds) {
    if (seconds >= 1) {
      return digits(seconds) + " s";
    }
    return seconds >= 1e-3 ? digits(1e3 * seconds) + " ms" : digits(1e6 * seconds) + " us";
  }

  private static String digits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A ratio with two decimals, three below 0.1, fewer from 10 on. */
  static String ratio(double ratio) {
    int decimals = ratio < 0.0995 ? 3 : ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", ratio);
  }

  static String ratio(OptionalDouble ratio) {
    return ratio.isPresent() ? ratio(ratio.getAsDouble()) : ABSENT;
  }

  /** The least and the most: {@code 0.71-0.79}. */
  static String range(Spread spread) {
    return ratio(spread.least()) + "-" + ratio(spread.most());
  }

  /** Gigabytes (10^9 bytes) with two decimals, one from 10 on. */
  static String gigabytes(OptionalLong bytes) {
    return bytes.isPresent() ? digits(bytes.getAsLong() / GIGA) : ABSENT;
  }

  /** Operations in a second in units of 10^9. */
  static String gigaRate(double rate) {
    return String.format(Locale.ROOT, "%.0f GFLOP/s", rate / GIGA);
  }
}
