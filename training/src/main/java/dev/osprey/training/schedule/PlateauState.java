package dev.osprey.training.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What a plateau schedule remembers: part of a checkpoint.
 *
 * @param best figure so far; absent before the first
 * @param badEpochs epochs since then, or since the last fall
 * @param factor share of the base rate
 */
public record PlateauState(@Nullable Double best, int badEpochs, double factor) {
  public static PlateauState initial() {
    return new PlateauState(null, 0, 1);
  }
}
