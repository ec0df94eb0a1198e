package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Focal loss on logits (Lin et al. 2017, eq. 5), as torchvision computes it.
 *
 * @param alpha weight of positives; negatives have 1 - alpha. Below 0: no weighting
 * @param gamma how strongly easy examples are down-weighted
 */
public record FocalLoss(double alpha, double gamma) implements SigmoidLoss {
  private static final long NO_REDUCTION = 0;

  public FocalLoss {
    if (!(alpha <= 1 && gamma >= 0)) {
      throw new UserError(
          "focal loss: alpha is at most 1 and gamma at least 0, got "
              + alpha
              + " and "
              + gamma
              + " (usual: 0.25 and 2)");
    }
  }

  @Override
  public Tensor of(Tensor logits, Tensor targets) {
    TensorOptional none = new TensorOptional();
    Tensor crossEntropy =
        torch.binary_cross_entropy_with_logits(logits, targets, none, none, NO_REDUCTION);
    Tensor p = logits.sigmoid();
    // 1 - p_t for targets 0 and 1: p + t - 2pt
    Tensor miss = p.add(targets).sub(p.mul(targets).mul(new Scalar(2.0)));
    Tensor loss = crossEntropy.mul(gamma == 2 ? miss.square() : miss.pow(new Scalar(gamma)));
    return alpha < 0 ? loss : loss.mul(AlphaBalance.of(targets, alpha));
  }
}
