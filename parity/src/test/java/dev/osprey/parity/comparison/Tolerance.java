package dev.osprey.parity.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;

/**
 * The allowed difference from an expected number: {@code absolute + relative · |expected|}.
 *
 * @param absolute 0 with relative 0: exact
 */
public record Tolerance(double absolute, double relative) {
  public static final Tolerance EXACT = new Tolerance(0, 0);

  public static Tolerance absolute(double absolute) {
    return new Tolerance(absolute, 0);
  }

  public static Tolerance relative(double relative) {
    return new Tolerance(0, relative);
  }

  /** Returns the number under {@code key} in the spec's {@code tolerance}. */
  public static double stated(CaseSpec spec, String key) {
    JsonNode value = spec.required("tolerance").path(key);
    if (!value.isNumber()) {
      throw new CaseError("spec.json states no tolerance " + key);
    }
    return value.doubleValue();
  }

  double of(double expected) {
    return absolute + relative * Math.abs(expected);
  }

  /** Returns the difference divided by the tolerance; above 1 it is too large. */
  double share(double expected, double actual) {
    if (expected == actual || (Double.isNaN(expected) && Double.isNaN(actual))) {
      return 0;
    }
    double share = Math.abs(expected - actual) / of(expected);
    return Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
  }
}
