package dev.osprey.bench.row;

import java.util.Locale;

/** The subjects of the rows, as the command line names them. */
public enum RowGroup {
  DETECT,
  OPS,
  TRAIN,
  EVALUATE,
  LOAD,
  START;

  /** The name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
