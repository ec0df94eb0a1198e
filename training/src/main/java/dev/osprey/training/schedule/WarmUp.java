package dev.osprey.training.schedule;

import dev.osprey.core.text.UserError;

/**
 * A linear increase of the learning rate at the start, like torch's LinearLR, because large steps
 * from random weights diverge.
 *
 * @param steps number of steps until the full rate
 * @param startFactor fraction of the rate in the first step
 */
public record WarmUp(int steps, double startFactor) {
  public WarmUp {
    if (steps < 1) {
      throw new UserError(
          "schedule.warmUp.steps is " + steps + "; give 1 or more, or warmUp: null for none");
    }
    if (!(startFactor > 0 && startFactor <= 1)) {
      throw new UserError(
          "schedule.warmUp.startFactor is "
              + startFactor
              + "; give a number above 0, up to 1 (usual: 0.001)");
    }
  }

  double factor(long step) {
    return step >= steps ? 1 : startFactor + (1 - startFactor) * ((double) step / steps);
  }
}
