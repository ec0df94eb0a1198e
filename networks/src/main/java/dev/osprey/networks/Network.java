package dev.osprey.networks;

/** A whole network, from pictures to everything that a detector reads from it. */
public abstract class Network extends Module {

  /**
   * Runs every part once, for backends that look at a network rather than compute with it: folding,
   * cost, export.
   */
  public abstract <T> void traverse(Ops<T> ops, T images);
}
