package dev.osprey.bench.row;

import java.util.OptionalDouble;

/**
 * What a row has to reach.
 *
 * @param time largest ratio of our time to the peer's; empty: the row informs only
 * @param memory largest ratio of our peak memory to the peer's
 * @param share smallest share of the machine's convolution peak
 * @param seconds longest time
 */
public record RowTarget(
    OptionalDouble time, OptionalDouble memory, OptionalDouble share, OptionalDouble seconds) {

  /** No target: the row informs only. */
  public static RowTarget none() {
    OptionalDouble none = OptionalDouble.empty();
    return new RowTarget(none, none, none, none);
  }

  /** A ratio of times, with no more memory than the peer. */
  static RowTarget of(double time) {
    return new RowTarget(
        OptionalDouble.of(time),
        OptionalDouble.of(1),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  RowTarget withMemory(double ratio) {
    return new RowTarget(time, OptionalDouble.of(ratio), share, seconds);
  }

  RowTarget withShare(double least) {
    return new RowTarget(time, memory, OptionalDouble.of(least), seconds);
  }

  RowTarget withSeconds(double most) {
    return new RowTarget(time, memory, share, OptionalDouble.of(most));
  }
}
