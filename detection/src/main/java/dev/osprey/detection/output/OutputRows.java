package dev.osprey.detection.output;

import java.util.List;

/**
 * A float32 table (R, C) of one image: the logits, deltas or landmarks that a head gives for its
 * anchors or regions. It is readable until its {@link ForwardPass} is closed.
 *
 * <p>Positions count in C order: row · C + column.
 */
public interface OutputRows {

  /** Receives values of a table by ascending position. */
  @FunctionalInterface
  interface Visitor {
    /** Receives a value; returns the bound that the values after it have to reach. */
    float visit(int position, float value);
  }

  /** R, the number of rows. */
  int size();

  /** C, the number of columns. */
  int width();

  /**
   * Visits the values that are at least the bound, by ascending position. NaN is never visited. A
   * table may ignore that the visitor raised the bound.
   */
  void scan(float bound, Visitor visitor);

  /** A copy of some rows, in that order, flat (rows · C). */
  float[] select(int[] rows);

  /** The number of rows with a value that is not finite. */
  int notFinite();

  /** The number of values. */
  default int numbers() {
    return Math.multiplyExact(size(), width());
  }

  /** The rows of several tables of one width, one table after the other, without copying them. */
  static OutputRows stacked(List<OutputRows> tables) {
    return tables.size() == 1 ? tables.get(0) : new StackedRows(tables);
  }
}
