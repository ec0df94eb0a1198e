package dev.osprey.weights.peers.keys;

/**
 * Which of two sets of weights of one network is read: those under the network's own names, or
 * those that a training saved beside them as their average (EMA, SWA).
 */
public enum AverageChoice {
  /** Those that are named as an average. */
  TAKE,
  /** Those under the network's own names, as the projects' own loaders do. */
  LEAVE
}
