package dev.osprey.networks;

import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.region.RegionPooling;
import java.util.List;
import java.util.function.Supplier;

/**
 * The dense operations that networks are written in. {@code T} is whatever a backend computes with:
 * a tensor, a shape with its cost, the name of a graph's value. Images and feature maps are (N, C,
 * H, W). Modules never read sizes: what depends on one is an operation here.
 *
 * <p>A new operation needs every backend and a contract test.
 */
public interface Ops<T> {
  T conv2d(T x, Conv2d conv);

  T batchNorm(T x, BatchNorm norm);

  T groupNorm(T x, GroupNorm norm);

  /** (R, in) to (R, out). */
  T linear(T x, Linear layer);

  T activate(T x, Activation activation);

  /**
   * Convolution, norm and activation as one step, so that a backend may fuse them. The default
   * takes them one by one.
   */
  default T convNorm(T x, ConvNorm block) {
    return activate(block.norm().forward(this, conv2d(x, block.conv())), block.activation());
  }

  /**
   * Runs a part of a network of which only the result is read, so that a backend may forget what
   * lies between.
   */
  default T block(Supplier<T> part) {
    return part.get();
  }

  T add(T a, T b);

  /** Max pooling with a square kernel; the border counts as minus infinity. */
  T maxPool(T x, int kernel, int stride, int padding);

  /** Resizes {@code x} by nearest neighbour to the height and width of {@code reference}. */
  T upsampleNearestLike(T x, T reference);

  /**
   * Doubles height and width by a transposed convolution, as {@link Doubling} says, and cuts off
   * what lies beyond those of {@code reference}, which are at most twice those of {@code x}.
   */
  T doubleLike(T x, T reference, Doubling layer);

  T concat(List<T> parts, int axis);

  T permute(T x, int... axes);

  /** 0 keeps a dimension, -1 infers one: the semantics of ONNX's Reshape. */
  T reshape(T x, long... dims);

  /**
   * Features of regions: each is read from one of the maps, as {@code pooling} says.
   *
   * @param maps (N, C, H, W) each, finest first
   * @param strides of the maps, each twice the one before it
   * @param regions (R, 5): index of the image in the batch, then xyxy in padded-image pixels
   * @return (R, C, height, width)
   */
  T poolRegions(List<T> maps, List<Integer> strides, T regions, RegionPooling pooling);
}
