package dev.osprey.networks.layer;

import java.util.List;
import java.util.function.Supplier;

/**
 * The dense operations that networks are written in, implemented by each backend. {@code T} is the
 * value of the backend: a tensor, a shape, or the name of a value in an ONNX graph. Images and
 * feature maps are (N, C, H, W). Modules never read sizes: everything that depends on a size is an
 * operation of this interface.
 *
 * <p>A new operation needs an implementation in every backend and a contract test.
 */
public interface Ops<T> {
  T conv2d(T x, Conv2d conv);

  T batchNorm(T x, BatchNorm norm);

  T groupNorm(T x, GroupNorm norm);

  /** (R, in) to (R, out). */
  T linear(T x, Linear layer);

  T activate(T x, Activation activation);

  /**
   * Runs convolution, norm and activation as one step, so that a backend can fuse them. The default
   * runs them one by one.
   */
  default T convNorm(T x, ConvNorm block) {
    return activate(block.norm().forward(this, conv2d(x, block.conv())), block.activation());
  }

  /**
   * Runs a part of a network whose intermediate values are not read later, so that a backend can
   * free them.
   */
  default T block(Supplier<T> part) {
    return part.get();
  }

  T add(T a, T b);

  /**
   * Adds the shortcut of a residual block and activates the sum.
   *
   * @param body the result of a convolution or of its norm, without activation, which nothing else
   *     reads: a backend may overwrite it
   */
  default T residual(T body, T shortcut, Activation activation) {
    return activate(add(body, shortcut), activation);
  }

  /** Max pooling with a square kernel; padding counts as minus infinity. */
  T maxPool(T x, int kernel, int stride, int padding);

  /** Resizes {@code x} to the height and width of {@code reference} by nearest neighbor. */
  T upsampleNearestLike(T x, T reference);

  /**
   * Doubles height and width by a transposed convolution (see {@link Doubling}) and crops the
   * result to the height and width of {@code reference}, which are at most twice those of {@code
   * x}.
   */
  T doubleLike(T x, T reference, Doubling layer);

  T concat(List<T> parts, int axis);

  T permute(T x, int... axes);

  /** 0 keeps a dimension, -1 infers one: the semantics of ONNX's Reshape. */
  T reshape(T x, long... dims);

  /**
   * Pools a grid of features for each region, from one of the maps.
   *
   * @param maps (N, C, H, W) each, finest first
   * @param strides of the maps, each twice the one before it
   * @param regions (R, 5): index of the image in the batch, then xyxy in padded-image pixels
   * @return (R, C, height, width)
   */
  T poolRegions(List<T> maps, List<Integer> strides, T regions, RegionPooling pooling);
}
