package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Device;
import org.bytedeco.pytorch.Tensor;

/** A loss of logits against labels, row by row, without reduction. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FocalLoss.class, name = "focal"),
  @JsonSubTypes.Type(value = ClampedFocalLoss.class, name = "clamped-focal"),
  @JsonSubTypes.Type(value = SigmoidCrossEntropy.class, name = "sigmoid-cross-entropy"),
  @JsonSubTypes.Type(value = SoftmaxCrossEntropy.class, name = "softmax-cross-entropy")
})
public sealed interface ClassificationLoss permits SigmoidLoss, SoftmaxCrossEntropy {

  /** How the logits that this loss trains become scores. */
  @JsonIgnore
  Scoring scoring();

  /**
   * Loss of each row, summed over its outputs: (R).
   *
   * @param logits float32 (R, outputs), before sigmoid or softmax
   * @param labels R labels from 0; below 0 is background
   */
  Tensor ofRows(Tensor logits, int[] labels, Device device);
}
