package dev.osprey.weights.published;

/** Whether a {@link WeightsCache} may use the network for a file that it does not have. */
public enum Access {
  ONLINE,
  /** What is not in the cache is an error that says which file to put where. */
  OFFLINE
}
