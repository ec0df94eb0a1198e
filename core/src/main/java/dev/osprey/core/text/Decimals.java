package dev.osprey.core.text;

import java.math.BigDecimal;

/** Converts numbers to decimal digits as people and JSON files expect them. */
public final class Decimals {
  private Decimals() {}

  /** The double with the fewest digits that rounds to a float: 0.3, not 0.30000001192092896. */
  public static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }

  /** A finite number without an exponent and without trailing zeros: 0.0001, 640. */
  public static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
