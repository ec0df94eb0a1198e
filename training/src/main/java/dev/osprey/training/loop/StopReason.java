package dev.osprey.training.loop;

/** The reason why a run ended. */
public enum StopReason {
  /** All epochs are done. */
  COMPLETED,
  /** An evaluation reached the configured mAP50. */
  GOAL_REACHED,
  /** The configured minutes are over; the final weights were evaluated. */
  TIME_LIMIT,
  /** A stop was requested; the run can be resumed from the same step. */
  INTERRUPTED,
  /** An exception, which is thrown to the caller. */
  FAILED
}
