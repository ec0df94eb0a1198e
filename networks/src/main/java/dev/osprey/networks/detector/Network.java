package dev.osprey.networks.detector;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;

/** A complete network, from images to all outputs that a detector reads. */
public abstract class Network extends Module {

  /**
   * The inputs of a network.
   *
   * @param images (N, 3, H, W)
   * @param regions (R, 5), as in {@link Ops#poolRegions}; only second stages read them
   */
  public record Inputs<T>(T images, T regions) {}

  /** Runs every part once. Backends that inspect a network use this: folding, cost, export. */
  public abstract <T> void traverse(Ops<T> ops, Inputs<T> inputs);
}
