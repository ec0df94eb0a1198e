package dev.osprey.data.transform;

/**
 * Weights of a Gaussian over {@code -radius … radius}, cut off at four sigma, as scipy's {@code
 * gaussian_filter} has them, with the image mirrored at its border (the outermost pixel once).
 */
record GaussianKernel(float[] weights) {

  /** The filter against aliasing when {@code in} pixels become {@code out}. */
  static GaussianKernel whenResizing(int in, int out) {
    double sigma = Math.max(0, ((double) in / out - 1) / 2);
    int radius = (int) (4 * sigma + 0.5);
    double[] exact = new double[2 * radius + 1];
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      exact[k + radius] = radius == 0 ? 1 : Math.exp(-0.5 * k * k / (sigma * sigma));
      sum += exact[k + radius];
    }
    float[] weights = new float[exact.length];
    for (int k = 0; k < exact.length; k++) {
      weights[k] = (float) (exact[k] / sum);
    }
    return new GaussianKernel(weights);
  }

  int radius() {
    return weights.length / 2;
  }

  /** The position {@code i} after mirroring at both ends of an axis as often as needed. */
  static int mirror(int i, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int inside = Math.floorMod(i, period);
    return inside < size ? inside : period - inside;
  }

  /** Filters {@code row} in place. */
  void filter(float[] row, float[] scratch) {
    if (radius() == 0) {
      return;
    }
    System.arraycopy(row, 0, scratch, 0, row.length);
    for (int x = 0; x < row.length; x++) {
      float sum = 0;
      for (int k = 0; k < weights.length; k++) {
        int at = x + k - radius();
        int inside = at >= 0 && at < row.length ? at : mirror(at, row.length);
        sum += weights[k] * scratch[inside];
      }
      row[x] = sum;
    }
  }
}
