package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.bytedeco.pytorch.Tensor;

/** A loss of logits against targets in [0, 1], element by element, without reduction. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FocalLoss.class, name = "focal"),
  @JsonSubTypes.Type(value = ClampedFocalLoss.class, name = "clamped-focal")
})
public sealed interface ClassificationLoss permits FocalLoss, ClampedFocalLoss {

  /**
   * @param logits float32, any shape, before the sigmoid
   * @param targets float32, the same shape
   * @return float32, the same shape
   */
  Tensor of(Tensor logits, Tensor targets);
}
