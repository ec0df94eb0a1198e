package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Class balance: weight alpha for positives and 1 - alpha for negatives. */
final class AlphaBalance {
  private AlphaBalance() {}

  /** alpha · t + (1 - alpha) · (1 - t). */
  static Tensor of(Tensor targets, double alpha) {
    return targets.mul(new Scalar(2 * alpha - 1)).add(new Scalar(1 - alpha));
  }

  /** Refuses an alpha outside of [0, 1]. */
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
