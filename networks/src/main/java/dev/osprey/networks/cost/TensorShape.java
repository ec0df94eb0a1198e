package dev.osprey.networks.cost;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of an array: the size of each axis, at least 0. Images and feature maps are (N, C, H,
 * W).
 */
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

  /**
   * Returns the shape of arrays that are concatenated along an axis.
   *
   * @throws IllegalArgumentException if they differ in another axis
   */
  static TensorShape concat(List<TensorShape> parts, int axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat: no arrays to concatenate");
    }
    TensorShape first = parts.get(0);
    first.requireAxis("concat", axis);
    long[] sizes = first.sizes();
    for (TensorShape part : parts.subList(1, parts.size())) {
      long[] expected = first.sizes();
      if (part.rank() == first.rank()) {
        expected[axis] = part.size(axis);
      }
      if (!Arrays.equals(expected, part.sizes)) {
        throw new IllegalArgumentException(
            "concat: " + first + " and " + part + " differ in another axis than " + axis);
      }
      sizes[axis] += part.size(axis);
    }
    return new TensorShape(sizes);
  }

  /**
   * Returns the shape with its axes in another order.
   *
   * @throws IllegalArgumentException if an axis is missing or repeated
   */
  TensorShape permute(int... axes) {
    long[] permuted = new long[rank()];
    boolean[] seen = new boolean[rank()];
    if (axes.length != rank()) {
      throw new IllegalArgumentException(
          "permute: " + this + " has " + rank() + " axes, got " + Arrays.toString(axes));
    }
    for (int i = 0; i < axes.length; i++) {
      requireAxis("permute", axes[i]);
      if (seen[axes[i]]) {
        throw new IllegalArgumentException(
            "permute: an axis is repeated in " + Arrays.toString(axes));
      }
      seen[axes[i]] = true;
      permuted[i] = sizes[axes[i]];
    }
    return new TensorShape(permuted);
  }

  /**
   * Returns the shape of the same elements in other axes.
   *
   * @param dims 0 keeps the size of an axis, and one -1 is inferred
   * @throws IllegalArgumentException if the number of elements differs
   */
  TensorShape reshape(long... dims) {
    long[] reshaped = dims.clone();
    int inferred = -1;
    long known = 1;
    for (int i = 0; i < reshaped.length; i++) {
      if (reshaped[i] == 0) {
        requireAxis("reshape", i);
        reshaped[i] = sizes[i];
      }
      if (reshaped[i] == -1 && inferred < 0) {
        inferred = i;
      } else {
        known *= reshaped[i];
      }
    }
    // With an empty array any size would fit; torch refuses that too.
    boolean ambiguous = inferred >= 0 && known == 0;
    if (inferred >= 0 && known > 0) {
      reshaped[inferred] = count() / known;
      known *= reshaped[inferred];
    }
    if (ambiguous || known != count()) {
      throw new IllegalArgumentException(
          "reshape: " + this + " does not fit into " + Arrays.toString(dims));
    }
    return new TensorShape(reshaped);
  }

  private void requireAxis(String operation, int axis) {
    if (axis < 0 || axis >= rank()) {
      throw new IllegalArgumentException(operation + ": " + this + " has no axis " + axis);
    }
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
