package dev.osprey.bench.result;

import dev.osprey.bench.row.BenchRow;
import dev.osprey.bench.row.RowTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row with what was measured.
 *
 * @param peer empty if no peer was asked for
 * @param share of the machine's convolution peak that our median reaches; empty for work that is
 *     not convolutions, and where the peak is unknown
 */
public record RowResult(
    BenchRow row, SideResult ours, Optional<SideResult> peer, OptionalDouble share) {

  /** Whether a row reaches its target. */
  public enum Verdict {
    HOLDS,
    MISSES,
    /** There is no target, or too little was measured. */
    OPEN
  }

  private boolean isComparable() {
    return ours.isMeasured() && peer.isPresent() && peer.get().isMeasured();
  }

  /** Our time divided by the peer's, of each round; empty if one side has no times. */
  public Optional<Spread> ratio() {
    return isComparable()
        ? Optional.of(Spread.ofRatios(ours.seconds(), peer.orElseThrow().seconds()))
        : Optional.empty();
  }

  /** Our peak memory divided by the peer's. */
  public OptionalDouble memoryRatio() {
    if (!isComparable()) {
      return OptionalDouble.empty();
    }
    long own = ours.peakMemory().orElse(0);
    long other = peer.orElseThrow().peakMemory().orElse(0);
    return own > 0 && other > 0 ? OptionalDouble.of((double) own / other) : OptionalDouble.empty();
  }

  /** Compares what was measured with the target; figures that are missing miss nothing. */
  public Verdict verdict() {
    Optional<Spread> ratio = ratio();
    if (row.target().time().isEmpty() || ratio.isEmpty()) {
      return Verdict.OPEN;
    }
    return misses().isEmpty() ? Verdict.HOLDS : Verdict.MISSES;
  }

  /** The figures that miss the target, in words. */
  public List<String> misses() {
    RowTarget target = row.target();
    List<String> misses = new ArrayList<>();
    ratio()
        .filter(found -> isAbove(OptionalDouble.of(found.median()), target.time()))
        .ifPresent(found -> misses.add("time"));
    if (isAbove(memoryRatio(), target.memory())) {
      misses.add("memory");
    }
    if (isAbove(target.share(), share)) {
      misses.add("peak");
    }
    if (ours.isMeasured()) {
      double median = Spread.of(ours.seconds()).median();
      if (isAbove(OptionalDouble.of(median), target.seconds())) {
        misses.add("seconds");
      }
    }
    return misses;
  }

  private static boolean isAbove(OptionalDouble value, OptionalDouble bound) {
    return value.isPresent() && bound.isPresent() && value.getAsDouble() > bound.getAsDouble();
  }
}
