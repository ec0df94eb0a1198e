package dev.osprey.evaluation.wider;

import java.util.Locale;

/**
 * A subset of the faces of the validation set. Each subset holds those of the one before: hard
 * faces are small, and nearly all of them are in {@link #HARD}.
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
