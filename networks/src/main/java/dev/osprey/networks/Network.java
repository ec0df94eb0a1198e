package dev.osprey.networks;

/** A whole network, from images to everything that a detector reads from it. */
public abstract class Network extends Module {

  /**
   * What a network reads.
   *
   * @param images (N, 3, H, W)
   * @param regions (R, 5), as {@link Ops#poolRegions} has them; read by second stages alone
   */
  public record Inputs<T>(T images, T regions) {}

  /**
   * Runs every part once, for backends that look at a network rather than compute with it: folding,
   * cost, export.
   */
  public abstract <T> void traverse(Ops<T> ops, Inputs<T> inputs);
}
