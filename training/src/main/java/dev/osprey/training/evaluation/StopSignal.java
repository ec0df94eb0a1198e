package dev.osprey.training.evaluation;

/** Tells long work inside a run that it should end soon. Thread-safe. */
@FunctionalInterface
public interface StopSignal {
  boolean isRequested();
}
