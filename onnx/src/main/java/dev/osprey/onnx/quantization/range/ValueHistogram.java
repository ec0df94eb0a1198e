package dev.osprey.onnx.quantization.range;

/**
 * The distribution of the numbers of one value of a graph, over all calibration images. Bins have
 * the width of a power of two, which doubles when a larger number comes, so that one pass suffices
 * and the order of the images does not matter. Zeros are counted apart: they are never rounded.
 */
public final class ValueHistogram {
  private static final int HALF = 2048;

  private final long[] counts = new long[2 * HALF];
  private double width;
  private double low;
  private double high;
  private long zeros;
  private long others;

  /**
   * Adds numbers.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  public void add(float[] values) {
    for (float value : values) {
      if (value == 0) {
        zeros++;
      } else {
        add(value);
      }
    }
  }

  private void add(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("not finite");
    }
    if (Math.abs((double) value) >= width * HALF) {
      widen(value);
    }
    counts[HALF + (int) Math.floor(value / width)]++;
    others++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }

  private void widen(float value) {
    double needed = Math.scalb(1.0, Math.getExponent((double) value) + 1) / HALF;
    if (width == 0) {
      width = needed;
    }
    for (; width < needed; width *= 2) {
      long[] merged = new long[counts.length];
      for (int bin = 0; bin < counts.length; bin++) {
        merged[HALF + Math.floorDiv(bin - HALF, 2)] += counts[bin];
      }
      System.arraycopy(merged, 0, counts, 0, merged.length);
    }
  }

  /** The smallest number, at most 0. */
  double low() {
    return low;
  }

  /** The largest number, at least 0. */
  double high() {
    return high;
  }

  /** How many numbers were added. */
  long size() {
    return zeros + others;
  }

  /** How many numbers are not 0. */
  long nonZeros() {
    return others;
  }

  int bins() {
    return counts.length;
  }

  long count(int bin) {
    return counts[bin];
  }

  /** The number in the middle of a bin, within the range. */
  double centre(int bin) {
    return Math.min(high, Math.max(low, (bin - HALF + 0.5) * width));
  }

  /** The number below which a share of all numbers lies, to the width of a bin. */
  double quantile(double share) {
    double rank = share * size();
    double below = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      below += counts[bin] + (bin == HALF ? zeros : 0);
      if (below > rank) {
        double edge = (bin - HALF + (bin < HALF ? 0 : 1)) * width;
        return Math.min(high, Math.max(low, edge));
      }
    }
    return high;
  }
}
