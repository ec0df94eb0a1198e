package dev.osprey.networks.detector;

import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/** A complete network of a detector, from images to logits, deltas and other outputs. */
public abstract class Network extends Module {

  /**
   * The inputs of a network.
   *
   * @param images (N, 3, H, W)
   * @param regions (R, 5), as in {@link Ops#poolRegions}; used only by networks with a second stage
   */
  public record Inputs<T>(T images, T regions) {}

  /** Channels and nominal strides of the feature maps that the dense head reads, finest first. */
  public abstract List<FeatureLevel> levels();

  /** Runs every part once, for backends that inspect a network: folding, cost, export. */
  public abstract <T> void traverse(Ops<T> ops, Inputs<T> inputs);
}
