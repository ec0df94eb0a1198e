package dev.osprey.detection.postprocess;

import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Counts the rows of a head's outputs that are not finite, which diverged or damaged weights cause.
 * Such rows never become detections.
 */
public final class NonFiniteRows {
  private NonFiniteRows() {}

  /**
   * The number of rows of logits and deltas with a value that is not finite, for each image of a
   * batch.
   */
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
   * The number of rows with a value that is not finite.
   *
   * @param values (R, C)
   */
  private static int rows(Tensor values) {
    // a finite sum has only finite terms; otherwise rows are counted, for a sum may overflow
    Tensor detached = values.detach();
    if (Double.isFinite(Tensors.number(detached.sum()))) {
      return 0;
    }
    Tensor bad = detached.sub(detached).ne(new Scalar(0.0)); // NaN where it is not finite
    return (int) Tensors.number(bad.any(-1).sum());
  }
}
