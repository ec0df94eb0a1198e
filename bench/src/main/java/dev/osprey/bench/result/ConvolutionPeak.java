package dev.osprey.bench.result;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The machine's convolution peak as each engine reaches it: floating-point operations in a second,
 * the best of several runs of 3 x 3 convolutions of 256 channels.
 *
 * @param rates by engine and precision, such as {@code torch float32}
 */
public record ConvolutionPeak(Map<String, Double> rates) {
  public ConvolutionPeak {
    rates = Map.copyOf(rates);
  }

  /** The best rate of a precision over all engines. */
  public OptionalDouble best(String precision) {
    return rates.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(" " + precision))
        .mapToDouble(Map.Entry::getValue)
        .max();
  }

  /** The rates in the order of their names. */
  public Map<String, Double> sorted() {
    return new TreeMap<>(rates);
  }
}
