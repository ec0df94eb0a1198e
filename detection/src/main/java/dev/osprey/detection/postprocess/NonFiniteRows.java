package dev.osprey.detection.postprocess;

import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Counts rows of a head's outputs that are no finite numbers: of diverged or damaged weights. No
 * detection comes of them, which is not the same as nothing being there.
 */
public final class NonFiniteRows {
  private NonFiniteRows() {}

  /** Rows of logits and of deltas with such a value, of each image of a batch. */
  public static List<Integer> perImage(HeadOutputs<Tensor> outputs, int images) {
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      int count = 0;
      for (int level = 0; level < outputs.logits().size(); level++) {
        count += rows(outputs.logits().get(level).select(0, i));
        count += rows(outputs.deltas().get(level).select(0, i));
      }
      counts.add(count);
    }
    return counts;
  }

  static int of(ImageOutputs one) {
    int count = rows(one.deltas());
    for (Tensor level : one.logits()) {
      count += rows(level);
    }
    return count;
  }

  /**
   * Rows with such a value.
   *
   * @param values (R, C)
   */
  private static int rows(Tensor values) {
    // one reduction where all is well: a sum of finite numbers that overflows is counted exactly
    Tensor detached = values.detach();
    if (Double.isFinite(Tensors.number(detached.sum()))) {
      return 0;
    }
    Tensor bad = detached.sub(detached).ne(new Scalar(0.0)); // NaN where it is not finite
    return (int) Tensors.number(bad.any(-1).sum());
  }
}
