package dev.osprey.bench.scale;

import java.util.List;

/**
 * A fit of {@code y = base + factor · x^exponent} to measured points, with base and factor of 0 or
 * more: a fixed cost, such as the memory of the weights, does not hide how fast the rest grows.
 * Deviations count relative to y. The exponent is the best of a grid, because two of five points
 * are easily off by a few percent.
 */
public record GrowthFit(double base, double factor, double exponent) {
  /** Above this a growth is called faster than linear: noise can make 1.1 of linear growth. */
  static final double LINEAR = 1.15;

  private static final double STEP = 0.01;
  private static final double LARGEST = 4;

  /** Less than this between the least and the most is no growth. */
  private static final double FLAT = 1.1;

  /**
   * Fits points.
   *
   * @param x above 0, at least two different values
   * @param y above 0, as many
   */
  static GrowthFit of(List<Double> x, List<Double> y) {
    if (x.size() != y.size() || x.stream().distinct().count() < 2) {
      throw new IllegalArgumentException("a fit needs two sizes: " + x + " with " + y);
    }
    double least = y.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = y.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    if (most < FLAT * least) {
      return new GrowthFit(least, 0, 0);
    }
    double largest = x.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    GrowthFit best = new GrowthFit(least, 0, 0);
    double bestError = Double.POSITIVE_INFINITY;
    for (int i = 1; i * STEP <= LARGEST; i++) {
      GrowthFit fit = with(i * STEP, largest, x, y);
      double error = fit.error(x, y);
      if (error < bestError) {
        best = fit;
        bestError = error;
      }
    }
    return best;
  }

  /** The least squares of base and factor at an exponent; x is scaled to at most 1 meanwhile. */
  private static GrowthFit with(double exponent, double largest, List<Double> x, List<Double> y) {
    double ss = 0;
    double sp = 0;
    double pp = 0;
    double s = 0;
    double p = 0;
    for (int i = 0; i < x.size(); i++) {
      double constant = 1 / y.get(i);
      double power = Math.pow(x.get(i) / largest, exponent) / y.get(i);
      ss += constant * constant;
      sp += constant * power;
      pp += power * power;
      s += constant;
      p += power;
    }
    double determinant = ss * pp - sp * sp;
    double base = (s * pp - p * sp) / determinant;
    double factor = (p * ss - s * sp) / determinant;
    if (base < 0) {
      base = 0;
      factor = p / pp;
    } else if (factor < 0) {
      base = s / ss;
      factor = 0;
    }
    return new GrowthFit(base, factor / Math.pow(largest, exponent), exponent);
  }

  private double error(List<Double> x, List<Double> y) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      double deviation = at(x.get(i)) / y.get(i) - 1;
      sum += deviation * deviation;
    }
    return sum;
  }

  /** The fitted value. */
  double at(double x) {
    return base + factor * Math.pow(x, exponent);
  }

  /** Whether the growth is faster than linear. */
  public boolean isFasterThanLinear() {
    return exponent > LINEAR;
  }
}
