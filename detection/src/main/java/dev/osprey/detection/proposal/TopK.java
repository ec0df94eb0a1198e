package dev.osprey.detection.proposal;

import dev.osprey.core.Ranking;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Finds the largest values of a tensor; of equal values the lower index comes first on every
 * device.
 */
final class TopK {
  private TopK() {}

  /**
   * The indices of the {@code k} largest values in descending order; all indices if there are fewer
   * values.
   *
   * @param values float32 (R)
   */
  static long[] indices(Tensor values, int k) {
    long size = values.size(0);
    if (size == 0) {
      return new long[0];
    }
    // topk finds the k-th value, but does not specify which of equal values it takes.
    Tensor candidates =
        k >= size
            ? values.ge(new Scalar(Double.NEGATIVE_INFINITY)).nonzero().view(-1)
            : values.ge(values.topk(k, 0, true, false).get0().min()).nonzero().view(-1);
    long[] indices = Tensors.longs(candidates);
    int[] order = Ranking.descending(Tensors.floats(values.index_select(0, candidates)));
    int count = Math.min(k, order.length);
    return Arrays.stream(order, 0, count).mapToLong(i -> indices[i]).toArray();
  }
}
