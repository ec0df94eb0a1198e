package dev.osprey.weights.pickle;

import java.nio.ByteBuffer;
import java.util.List;

/** Copies the elements of a view, such as a transposed tensor, into C order. */
final class Gathering {
  private Gathering() {}

  /**
   * Elements in C order.
   *
   * @param span of the storage, from the tensor's first element to its last; in the order of bytes
   *     that the result has too
   */
  static ByteBuffer inOrder(TorchTensor tensor, ByteBuffer span) {
    List<Long> shape = tensor.shape();
    int bytes = tensor.dtype().bytes();
    ByteBuffer result =
        ByteBuffer.allocate(Math.toIntExact(tensor.count() * bytes)).order(span.order());
    long[] index = new long[shape.size()];
    int element = 0;
    for (int i = 0; i < tensor.count(); i++) {
      result.put(bytes * i, span, bytes * element, bytes);
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
    return result.asReadOnlyBuffer().order(span.order());
  }
}
