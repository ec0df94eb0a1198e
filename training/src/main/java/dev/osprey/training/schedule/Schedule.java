package dev.osprey.training.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The learning rate over one run: a function of the progress and, for a plateau decay, of the
 * metrics of the epochs.
 */
public final class Schedule {
  private final ScheduleConfig config;
  private final long stepsPerEpoch;
  private final int epochs;
  private PlateauState plateau = PlateauState.initial();

  public Schedule(ScheduleConfig config, long stepsPerEpoch, int epochs) {
    this.config = config;
    this.stepsPerEpoch = stepsPerEpoch;
    this.epochs = epochs;
  }

  /**
   * The fraction of the base learning rate at a step.
   *
   * @param step number of optimiser steps before this one, from 0
   */
  public double factor(long step) {
    WarmUp warmUp = config.warmUp();
    double rise = warmUp == null ? 1 : warmUp.factor(step);
    double fall = config.decay().factor(new TrainingProgress(step, stepsPerEpoch, epochs));
    return rise * fall * plateau.factor();
  }

  /**
   * Records a finished epoch.
   *
   * @param loss mean over the epoch
   * @param map AP over IoU 0.50:0.95; absent if the epoch was not evaluated
   */
  public void observe(double loss, @Nullable Double map) {
    if (config.decay() instanceof Decay.Plateau decay) {
      plateau = decay.next(plateau, loss, map);
    }
  }

  /** The state of a plateau decay, for a checkpoint. */
  public PlateauState state() {
    return plateau;
  }

  public void restore(PlateauState state) {
    plateau = state;
  }
}
