package dev.osprey.networks.layer;

import dev.osprey.networks.Module;

/**
 * Doubles height and width by a depthwise transposed convolution with kernel 2 and stride 2. All
 * weights are 1 and none is a parameter, so each value fills a square of two by two pixels. If the
 * finer map has 2 n or 2 n - 1 cells where the coarser one has n, as with strides of 2, the result
 * equals nearest-neighbor resizing. (libtorch computes the source pixel in float32 and is off by
 * one beyond 2,000 cells.) Some engines that compile a graph support this but not resizing to the
 * size of another map.
 */
public final class Doubling extends Module {

  /**
   * @param x (N, C, h, w)
   * @param reference (N, any, H, W), with H at most 2 h and W at most 2 w
   * @return (N, C, H, W)
   */
  public <T> T forward(Ops<T> ops, T x, T reference) {
    return ops.doubleLike(x, reference, this);
  }
}
