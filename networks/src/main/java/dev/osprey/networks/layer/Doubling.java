package dev.osprey.networks.layer;

import dev.osprey.networks.Module;

/**
 * Doubling of height and width as a depth-wise transposed convolution: kernel 2, stride 2, all
 * weights one and none of them a parameter. Each value fills a square of two by two, so where the
 * finer map has 2 n or 2 n - 1 cells for n, as strides of 2 give, the numbers are those of the
 * nearest pixel. (libtorch computes that pixel's place in float32 and misses it beyond 2,000
 * cells.) Engines that compile a graph take this where they do not take resizing to the size of
 * another map.
 */
public final class Doubling extends Module {

  /**
   * @param x (N, C, h, w)
   * @param reference (N, any, H, W), H at most 2 h, W at most 2 w
   * @return (N, C, H, W)
   */
  public <T> T forward(Ops<T> ops, T x, T reference) {
    return ops.doubleLike(x, reference, this);
  }
}
