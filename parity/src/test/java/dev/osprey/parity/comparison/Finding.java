package dev.osprey.parity.comparison;

/**
 * The difference of a number from the expected one.
 *
 * @param tensor its tensor, or a name for what was compared
 * @param what the name of the number
 * @param difference the absolute difference
 * @param tolerance of this number
 * @param share the difference divided by the tolerance; above 1 it is too large
 */
public record Finding(
    String tensor, String what, double difference, double tolerance, double share) {

  /** Returns a difference that no tolerance allows. */
  static Finding beyondAny(String tensor, String what) {
    return new Finding(tensor, what, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
  }
}
