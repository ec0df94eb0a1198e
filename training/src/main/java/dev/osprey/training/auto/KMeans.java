package dev.osprey.training.auto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Lloyd's k-means of the logarithms of weighted positive numbers. */
final class KMeans {
  private static final int ROUNDS = 100;

  private KMeans() {}

  /**
   * Computes the centres of {@code count} clusters in ascending order; some are equal if there are
   * fewer different values. They start at quantiles, so that the result is deterministic.
   *
   * @param values one or more, above 0
   * @param weights of the values, above 0
   */
  static double[] centres(double[] values, double[] weights, int count) {
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    double[] centres = quantiles(logs, weights, count);
    for (int round = 0; round < ROUNDS; round++) {
      double[] moved = moved(logs, weights, centres);
      if (Arrays.equals(moved, centres)) {
        break;
      }
      centres = moved;
    }
    return Arrays.stream(centres).map(Math::exp).toArray();
  }

  private static double[] quantiles(double[] logs, double[] weights, int count) {
    int[] order =
        IntStream.range(0, logs.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> logs[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = Arrays.stream(weights).sum();
    double[] quantiles = new double[count];
    double before = 0;
    int next = 0;
    for (int i : order) {
      before += weights[i];
      while (next < count && before >= total * (next + 0.5) / count) {
        quantiles[next++] = logs[i];
      }
    }
    Arrays.fill(quantiles, next, count, logs[order[order.length - 1]]);
    return quantiles;
  }

  /** Moves each centre to the mean of its nearest values. */
  private static double[] moved(double[] logs, double[] weights, double[] centres) {
    double[] sums = new double[centres.length];
    double[] masses = new double[centres.length];
    for (int i = 0; i < logs.length; i++) {
      int nearest = nearest(logs[i], centres);
      sums[nearest] += weights[i] * logs[i];
      masses[nearest] += weights[i];
    }
    double[] moved = centres.clone();
    for (int k = 0; k < centres.length; k++) {
      moved[k] = masses[k] > 0 ? sums[k] / masses[k] : centres[k];
    }
    Arrays.sort(moved);
    return moved;
  }

  private static int nearest(double log, double[] centres) {
    int nearest = 0;
    for (int k = 1; k < centres.length; k++) {
      if (Math.abs(log - centres[k]) < Math.abs(log - centres[nearest])) {
        nearest = k;
      }
    }
    return nearest;
  }
}
