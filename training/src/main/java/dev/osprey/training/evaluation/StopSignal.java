package dev.osprey.training.evaluation;

/** A request that long work inside a run should end soon. Thread-safe. */
@FunctionalInterface
public interface StopSignal {
  boolean isRequested();
}
