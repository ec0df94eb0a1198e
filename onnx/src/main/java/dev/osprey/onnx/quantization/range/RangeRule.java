package dev.osprey.onnx.quantization.range;

import java.util.Locale;

/**
 * How the range of a value follows from its distribution. The first one is used where measuring
 * does not tell them apart.
 */
public enum RangeRule {
  /** The range with the smallest mean square of the errors by rounding and by clipping. */
  LEAST_SQUARES {
    @Override
    public QuantizedRange range(ValueHistogram histogram) {
      return RangeSearch.least(histogram, RangeRule::squaredError);
    }
  },

  /** From the smallest number to the largest. */
  MINIMUM_MAXIMUM {
    @Override
    public QuantizedRange range(ValueHistogram histogram) {
      return QuantizedRange.of(histogram.low(), histogram.high());
    }
  },

  /** Without the outermost ten-thousandth of all numbers, half of it on either side. */
  PERCENTILE {
    @Override
    public QuantizedRange range(ValueHistogram histogram) {
      double outside = OUTSIDE / 2;
      return QuantizedRange.of(histogram.quantile(outside), histogram.quantile(1 - outside));
    }
  },

  /** The range whose rounded distribution has the smallest divergence (Kullback and Leibler). */
  ENTROPY {
    @Override
    public QuantizedRange range(ValueHistogram histogram) {
      return RangeSearch.least(histogram, KullbackLeibler::divergence);
    }
  };

  private static final double OUTSIDE = 1e-4;

  public abstract QuantizedRange range(ValueHistogram histogram);

  /** The sum of the squares of the errors by rounding and by clipping. */
  static double squaredError(ValueHistogram histogram, QuantizedRange range) {
    double squares = 0;
    for (int bin = 0; bin < histogram.bins(); bin++) {
      if (histogram.count(bin) > 0) {
        double error = histogram.centre(bin) - range.rounded(histogram.centre(bin));
        squares += histogram.count(bin) * error * error;
      }
    }
    return squares;
  }

  /** The name in messages and metadata. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
