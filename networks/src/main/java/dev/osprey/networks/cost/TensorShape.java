package dev.osprey.networks.cost;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The sizes of an array's axes, each at least 0; images and feature maps are (N, C, H, W). */
public record TensorShape(long[] sizes) {
  public TensorShape {
    sizes = sizes.clone();
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + " has a size below 0");
      }
    }
  }

  public static TensorShape of(long... sizes) {
    return new TensorShape(sizes);
  }

  @Override
  public long[] sizes() {
    return sizes.clone();
  }

  public int rank() {
    return sizes.length;
  }

  public long size(int axis) {
    return sizes[axis];
  }

  /** Number of elements. */
  public long count() {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorShape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** {@code 1x256x100x152}. */
  @Override
  public String toString() {
    return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
