package dev.osprey.training.evaluation;

/** Reports whether a stop was requested, so that long computations end early. Thread-safe. */
@FunctionalInterface
public interface StopSignal {
  boolean isRequested();
}
