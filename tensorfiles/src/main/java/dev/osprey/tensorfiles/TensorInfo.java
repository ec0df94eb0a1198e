package dev.osprey.tensorfiles;

import java.util.List;

/**
 * The description of one tensor in the header of a file. An empty shape is a scalar.
 *
 * @param offset offset of the first byte, counted from the end of the header
 * @param byteCount number of bytes in the file: elements times their size
 */
public record TensorInfo(String name, DType dtype, List<Long> shape, long offset, long byteCount)
    implements StoredTensor {

  public TensorInfo {
    shape = List.copyOf(shape);
    if (offset < 0 || byteCount != Math.multiplyExact(elements(shape), (long) dtype.bytes())) {
      throw new IllegalArgumentException(
          name + ": " + dtype + " " + shape + " is not " + byteCount + " bytes at " + offset);
    }
  }

  @Override
  public long count() {
    return elements(shape);
  }

  /**
   * Returns the product of the dimensions.
   *
   * @throws ArithmeticException if it exceeds 63 bits
   */
  public static long elements(List<Long> shape) {
    if (shape.contains(0L)) {
      return 0;
    }
    long count = 1;
    for (long dimension : shape) {
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }
}
