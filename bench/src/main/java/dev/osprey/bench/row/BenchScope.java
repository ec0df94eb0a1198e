package dev.osprey.bench.row;

import java.time.Duration;

/** Whether a run measures or only shows that everything works. */
public enum BenchScope {
  /** The sizes of the published table. */
  FULL(Duration.ofSeconds(4)),
  /** Small sizes, whose times mean nothing. */
  QUICK(Duration.ZERO);

  private final Duration warmth;

  BenchScope(Duration warmth) {
    this.warmth = warmth;
  }

  /**
   * The time that warming up takes at least: short runs are repeated until the JVM has compiled
   * what they use.
   */
  public Duration warmth() {
    return warmth;
  }

  public boolean isQuick() {
    return this == QUICK;
  }
}
