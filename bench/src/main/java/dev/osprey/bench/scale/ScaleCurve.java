package dev.osprey.bench.scale;

import java.util.List;
import java.util.Optional;

/**
 * What was measured along an axis.
 *
 * @param sizes on the axis, ascending
 * @param seconds median at each size
 * @param memory peak resident bytes of a process of its own at each size; 0 where it is unknown
 * @param failure of the first size that failed; the curve ends before it
 */
public record ScaleCurve(
    ScaleAxis axis,
    List<Double> sizes,
    List<Double> seconds,
    List<Double> memory,
    Optional<String> failure) {
  private static final int FEWEST = 3;

  public ScaleCurve {
    sizes = List.copyOf(sizes);
    seconds = List.copyOf(seconds);
    memory = List.copyOf(memory);
  }

  /** The growth of the time; empty with fewer than three sizes. */
  public Optional<GrowthFit> timeGrowth() {
    return growth(seconds);
  }

  /** The growth of the memory; empty also where it is unknown. */
  public Optional<GrowthFit> memoryGrowth() {
    return growth(memory);
  }

  private Optional<GrowthFit> growth(List<Double> values) {
    return sizes.size() < FEWEST || values.contains(0.0)
        ? Optional.empty()
        : Optional.of(GrowthFit.of(sizes, values));
  }
}
