package dev.osprey.evaluation.wider;

import java.util.Locale;

/**
 * A subset of the faces of the validation set. Each subset contains the previous one: {@link #HARD}
 * has nearly all faces, including the small ones.
 */
public enum WiderSubset {
  EASY,
  MEDIUM,
  HARD;

  /** The name in files and tables: {@code easy}, {@code medium} or {@code hard}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
