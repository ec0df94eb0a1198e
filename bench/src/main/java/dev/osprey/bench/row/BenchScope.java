package dev.osprey.bench.row;

/** Whether a run measures or only shows that everything works. */
public enum BenchScope {
  /** The sizes of the published table. */
  FULL,
  /** Small sizes, whose times mean nothing. */
  QUICK;

  public boolean isQuick() {
    return this == QUICK;
  }
}
