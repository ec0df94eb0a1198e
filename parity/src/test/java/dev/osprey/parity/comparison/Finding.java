package dev.osprey.parity.comparison;

/**
 * How far a number lies from the expected one.
 *
 * @param tensor the expected tensor that it belongs to, or what else was compared
 * @param what the number itself
 * @param difference without a sign
 * @param tolerance of this number
 * @param share what part of its tolerance the difference takes; above 1 it is too large
 */
public record Finding(
    String tensor, String what, double difference, double tolerance, double share) {

  /** Something that no tolerance allows. */
  static Finding beyondAny(String tensor, String what) {
    return new Finding(tensor, what, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
  }
}
