package dev.osprey.detection.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross-entropy of each class.
 *
 * @param alpha weight of positives; negatives have 1 - alpha (Lin et al. 2017, eq. 3). Absent: both
 *     have 1
 */
public record SigmoidCrossEntropy(@Nullable Double alpha) implements SigmoidLoss {
  private static final long NO_REDUCTION = 0;

  public SigmoidCrossEntropy {
    AlphaBalance.require("sigmoid cross-entropy", alpha);
  }

  @Override
  public Tensor of(Tensor logits, Tensor targets) {
    TensorOptional none = new TensorOptional();
    Tensor loss = torch.binary_cross_entropy_with_logits(logits, targets, none, none, NO_REDUCTION);
    return alpha == null ? loss : loss.mul(AlphaBalance.of(targets, alpha));
  }
}
