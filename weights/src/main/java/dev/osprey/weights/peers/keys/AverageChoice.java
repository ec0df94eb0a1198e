package dev.osprey.weights.peers.keys;

/**
 * The choice between two sets of weights in a checkpoint: those under the network's own names, or
 * their average (EMA, SWA).
 */
public enum AverageChoice {
  /** The weights that are named as an average. */
  TAKE,
  /** The weights under the network's own names, as the loaders of the projects choose. */
  LEAVE
}
