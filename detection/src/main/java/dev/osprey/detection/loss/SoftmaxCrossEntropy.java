package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy over all classes and background.
 *
 * @param background which output is the background
 * @param alpha weight of rows with a class; background rows have 1 - alpha. Absent: both have 1
 */
public record SoftmaxCrossEntropy(Background background, @Nullable Double alpha)
    implements ClassificationLoss {

  /** The position of the background among the outputs. */
  public enum Background {
    FIRST,
    LAST
  }

  public SoftmaxCrossEntropy {
    AlphaBalance.require("softmax cross-entropy", alpha);
  }

  @Override
  @JsonIgnore
  public Scoring scoring() {
    return background == Background.FIRST
        ? Scoring.SOFTMAX_BACKGROUND_FIRST
        : Scoring.SOFTMAX_BACKGROUND_LAST;
  }

  @Override
  public Tensor ofRows(Tensor logits, int[] labels, Device device) {
    long backgroundOutput = background == Background.FIRST ? 0 : logits.size(1) - 1;
    long[] columns = new long[labels.length];
    float[] isObject = new float[labels.length];
    for (int row = 0; row < labels.length; row++) {
      columns[row] = labels[row] >= 0 ? scoring().outputOf(labels[row]) : backgroundOutput;
      isObject[row] = labels[row] >= 0 ? 1 : 0;
    }
    Tensor said = logits.log_softmax(1).gather(1, Tensors.of(columns, device, columns.length, 1));
    Tensor loss = said.view(-1).neg();
    return alpha == null
        ? loss
        : loss.mul(AlphaBalance.of(Tensors.of(isObject, device, isObject.length), alpha));
  }
}
