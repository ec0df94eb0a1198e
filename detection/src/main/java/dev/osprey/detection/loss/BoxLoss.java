package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.bytedeco.pytorch.Tensor;

/** A loss between predicted and ground-truth boxes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SmoothL1Loss.class, name = "smooth-l1"),
  @JsonSubTypes.Type(value = L1Loss.class, name = "l1"),
  @JsonSubTypes.Type(value = GiouLoss.class, name = "giou")
})
public sealed interface BoxLoss permits SmoothL1Loss, L1Loss, GiouLoss {

  /** What is compared. */
  enum Space {
    /** Encoded deltas. */
    DELTAS,
    /** Decoded boxes, xyxy. */
    BOXES
  }

  @JsonIgnore
  Space space();

  /**
   * Loss of each box: (P).
   *
   * @param predicted float32 (P, 4)
   * @param target float32 (P, 4)
   */
  Tensor of(Tensor predicted, Tensor target);
}
