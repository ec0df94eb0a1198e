package dev.osprey.detection.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The weight alpha of positives and 1 - alpha of negatives. */
final class AlphaBalance {
  private AlphaBalance() {}

  /** alpha · t + (1 - alpha) · (1 - t). */
  static Tensor of(Tensor targets, double alpha) {
    return targets.mul(new Scalar(2 * alpha - 1)).add(new Scalar(1 - alpha));
  }
}
