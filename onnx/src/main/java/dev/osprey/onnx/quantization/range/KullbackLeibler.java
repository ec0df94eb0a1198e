package dev.osprey.onnx.quantization.range;

/**
 * The divergence of a value's distribution from the one that is left after rounding to 256 levels,
 * as in the calibration of TensorRT (Migacz 2017): clipped numbers are counted at the limits, and
 * the numbers of each level are spread over its bins that are not empty.
 */
final class KullbackLeibler {
  private KullbackLeibler() {}

  static double divergence(ValueHistogram histogram, QuantizedRange range) {
    int bins = histogram.bins();
    int[] levels = new int[bins];
    double[] inside = new double[QuantizedRange.LEVELS + 1];
    double[] clipped = new double[QuantizedRange.LEVELS + 1];
    int[] filled = new int[QuantizedRange.LEVELS + 1];
    double lowest = -(range.zeroPoint() + 0.5) * range.scale();
    double highest = (QuantizedRange.LEVELS - range.zeroPoint() + 0.5) * range.scale();
    for (int bin = 0; bin < bins; bin++) {
      if (histogram.count(bin) == 0) {
        continue;
      }
      double centre = histogram.centre(bin);
      int level = level(centre, range);
      boolean isInside = centre >= lowest && centre <= highest;
      levels[bin] = isInside ? level : -1;
      (isInside ? inside : clipped)[level] += histogram.count(bin);
      filled[level] += isInside ? 1 : 0;
    }
    for (int level = 0; level < filled.length; level++) {
      if (clipped[level] > 0 && filled[level] == 0) {
        return Double.MAX_VALUE; // numbers are clipped to a level that has none of its own
      }
    }
    double total = Math.max(1, histogram.nonZeros());
    double divergence = 0;
    double within = 0;
    for (double count : inside) {
      within += count;
    }
    for (int bin = 0; bin < bins; bin++) {
      if (histogram.count(bin) > 0 && levels[bin] >= 0) {
        int level = levels[bin];
        double p = (histogram.count(bin) + clipped[level] / filled[level]) / total;
        double q = inside[level] / filled[level] / within;
        divergence += p * Math.log(p / q);
      }
    }
    return within == 0 ? Double.MAX_VALUE : divergence;
  }

  private static int level(double x, QuantizedRange range) {
    double level = Math.rint(x / range.scale()) + range.zeroPoint();
    return (int) Math.min(Math.max(level, 0), QuantizedRange.LEVELS);
  }
}
