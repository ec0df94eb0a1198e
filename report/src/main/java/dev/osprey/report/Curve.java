package dev.osprey.report;

import java.util.Arrays;

/** A named sequence of points in ascending order of x. Points that are not finite are not drawn. */
public record Curve(String name, double[] x, double[] y) {
  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "curve " + name + " has " + x.length + " x and " + y.length + " y");
    }
    x = x.clone();
    y = y.clone();
  }

  int size() {
    return x.length;
  }

  Curve named(String other) {
    return new Curve(other, x, y);
  }

  Curve finite() {
    double[] keptX = new double[x.length];
    double[] keptY = new double[x.length];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        keptX[count] = x[i];
        keptY[count++] = y[i];
      }
    }
    return new Curve(name, Arrays.copyOf(keptX, count), Arrays.copyOf(keptY, count));
  }

  /**
   * Reduces the curve to at most {@code limit} points: means over sections with equal numbers of
   * points.
   */
  Curve reducedTo(int limit) {
    if (size() <= limit) {
      return this;
    }
    double[] reducedX = new double[limit];
    double[] reducedY = new double[limit];
    for (int i = 0; i < limit; i++) {
      int start = (int) ((long) i * size() / limit);
      int end = (int) ((long) (i + 1) * size() / limit);
      reducedX[i] = Arrays.stream(x, start, end).average().orElseThrow();
      reducedY[i] = Arrays.stream(y, start, end).average().orElseThrow();
    }
    return new Curve(name, reducedX, reducedY);
  }

  /**
   * Replaces each point by the mean over {@code radius} points on either side, fewer at the ends.
   */
  Curve smoothed(int radius) {
    double[] smooth = new double[size()];
    for (int i = 0; i < size(); i++) {
      int start = Math.max(0, i - radius);
      int end = Math.min(size(), i + radius + 1);
      smooth[i] = Arrays.stream(y, start, end).average().orElseThrow();
    }
    return new Curve(name, x, smooth);
  }
}
