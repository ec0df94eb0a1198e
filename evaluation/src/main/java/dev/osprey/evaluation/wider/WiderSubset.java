package dev.osprey.evaluation.wider;

import java.util.Locale;

/**
 * The faces of the validation set that count together. Each subset holds those of the one before:
 * hard faces are small, and nearly all of them are in {@link #HARD}.
 */
public enum WiderSubset {
  EASY,
  MEDIUM,
  HARD;

  /** {@code easy}, {@code medium}, {@code hard}, as files and tables have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
