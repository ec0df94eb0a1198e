package dev.osprey.training.loop;

/** Why a run ended. */
public enum StopReason {
  /** All epochs are done. */
  COMPLETED,
  /** An evaluation gave the mAP50 that the run was to reach. */
  GOAL_REACHED,
  /** The configured minutes are over; the weights were evaluated as they were then. */
  TIME_LIMIT,
  /** Someone asked for it; the run can be resumed where it stood. */
  INTERRUPTED,
  /** An exception, which the caller gets. */
  FAILED
}
