package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Focal loss on probabilities that are first clamped to [eps, 1 - eps] (pytorch-retinanet): outside
 * the clamp there is no gradient.
 *
 * @param alpha weight of positives; negatives have 1 - alpha
 * @param gamma how strongly easy examples are down-weighted
 * @param eps 1e-4 in the peer
 */
public record ClampedFocalLoss(double alpha, double gamma, double eps) implements SigmoidLoss {
  public ClampedFocalLoss {
    if (!(alpha >= 0 && alpha <= 1 && gamma >= 0 && eps > 0 && eps < 0.5)) {
      throw new UserError(
          "clamped focal loss: alpha lies in [0, 1], gamma is at least 0, eps lies in (0, 0.5), got "
              + alpha
              + ", "
              + gamma
              + " and "
              + eps
              + " (usual: 0.25, 2 and 1e-4)");
    }
  }

  @Override
  public Tensor of(Tensor logits, Tensor targets) {
    return ofProbabilities(logits.sigmoid(), targets);
  }

  /** The same for probabilities in place of logits. */
  public Tensor ofProbabilities(Tensor probabilities, Tensor targets) {
    Tensor p =
        probabilities.clamp(
            new ScalarOptional(new Scalar((float) eps)),
            new ScalarOptional(new Scalar((float) (1 - eps))));
    Scalar one = new Scalar(1.0);
    Tensor q = p.neg().add(one);
    Tensor positive = targets.mul(q.pow(new Scalar(gamma))).mul(p.log());
    Tensor negative = targets.neg().add(one).mul(p.pow(new Scalar(gamma))).mul(q.log());
    return positive.add(negative).neg().mul(AlphaBalance.of(targets, alpha));
  }
}
