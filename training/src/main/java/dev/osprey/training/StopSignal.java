package dev.osprey.training;

/** Tells long work inside a run that it should end soon. Thread-safe. */
@FunctionalInterface
public interface StopSignal {
  boolean isRequested();
}
