package dev.osprey.training.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The state of a plateau schedule, saved in checkpoints.
 *
 * @param best value of the metric so far; absent before the first
 * @param badEpochs epochs without improvement since then, or since the last reduction
 * @param factor fraction of the base rate
 */
public record PlateauState(@Nullable Double best, int badEpochs, double factor) {
  public static PlateauState initial() {
    return new PlateauState(null, 0, 1);
  }
}
