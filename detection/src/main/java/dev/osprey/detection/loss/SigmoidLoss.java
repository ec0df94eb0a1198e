package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A loss of each output on its own: a binary decision for each class. */
public sealed interface SigmoidLoss extends ClassificationLoss
    permits FocalLoss, ClampedFocalLoss, SigmoidCrossEntropy {

  /**
   * Loss of each element.
   *
   * @param logits float32, any shape, before the sigmoid
   * @param targets float32 in [0, 1], the same shape
   * @return float32, the same shape
   */
  Tensor of(Tensor logits, Tensor targets);

  @Override
  @JsonIgnore
  default Scoring scoring() {
    return Scoring.SIGMOID;
  }

  @Override
  default Tensor ofRows(Tensor logits, int[] labels, Device device) {
    return of(logits, oneHot(labels, logits.size(1), device)).sum(1);
  }

  /** float32 (R, classes): 1 at each row's label, 0 elsewhere; background rows are all 0. */
  static Tensor oneHot(int[] labels, long classes, Device device) {
    long[] ones = new long[labels.length];
    int count = 0;
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] >= 0) {
        ones[count++] = row * classes + labels[row];
      }
    }
    Tensor flat = Tensors.zeros(device, labels.length * classes);
    flat.index_fill_(0, Tensors.of(Arrays.copyOf(ones, count), device, count), new Scalar(1.0));
    return flat.view(labels.length, classes);
  }
}
