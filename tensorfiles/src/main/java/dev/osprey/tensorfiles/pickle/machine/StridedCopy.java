package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Copies the elements of a view, such as a transposed tensor, into C order, little endian. */
public final class StridedCopy {
  private StridedCopy() {}

  /**
   * Copies the elements to C order.
   *
   * @param span part of the storage, from the tensor's first element to its last
   * @param order order of the bytes in it
   */
  public static ByteBuffer inOrder(TorchTensor tensor, ByteBuffer span, ByteOrder order) {
    List<Long> shape = tensor.shape();
    int bytes = tensor.dtype().bytes();
    byte[] result = new byte[Math.toIntExact(tensor.count() * bytes)];
    long[] index = new long[shape.size()];
    int element = 0;
    for (int i = 0; i < tensor.count(); i++) {
      span.get(bytes * element, result, bytes * i, bytes);
      for (int d = shape.size() - 1; d >= 0; d--) {
        index[d]++;
        element += tensor.strides().get(d).intValue();
        if (index[d] < shape.get(d)) {
          break;
        }
        element -= (int) (shape.get(d) * tensor.strides().get(d));
        index[d] = 0;
      }
    }
    if (order == ByteOrder.BIG_ENDIAN) {
      // A complex number is two numbers.
      reverseEach(result, tensor.dtype() == DType.C64 ? bytes / 2 : bytes);
    }
    return ByteBuffer.wrap(result).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void reverseEach(byte[] values, int bytes) {
    for (int start = 0; start < values.length; start += bytes) {
      for (int i = 0; i < bytes / 2; i++) {
        byte low = values[start + i];
        values[start + i] = values[start + bytes - 1 - i];
        values[start + bytes - 1 - i] = low;
      }
    }
  }
}
