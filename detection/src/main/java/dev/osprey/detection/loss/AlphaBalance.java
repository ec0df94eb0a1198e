package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The weight alpha of positives and 1 - alpha of negatives. */
final class AlphaBalance {
  private AlphaBalance() {}

  /** alpha · t + (1 - alpha) · (1 - t). */
  static Tensor of(Tensor targets, double alpha) {
    return targets.mul(new Scalar(2 * alpha - 1)).add(new Scalar(1 - alpha));
  }

  /** Refuses an alpha that is no share. */
  static void require(String loss, @Nullable Double alpha) {
    if (alpha != null && !(alpha >= 0 && alpha <= 1)) {
      throw new UserError(
          loss
              + ": alpha is "
              + alpha
              + "; give a number in [0, 1], or leave it out: both sides then weigh the same");
    }
  }
}
