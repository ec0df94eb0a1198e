package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Quadratic below {@code beta}, linear above (Girshick 2015), summed over the four deltas. beta 0
 * is L1.
 */
public record SmoothL1Loss(double beta) implements BoxLoss {
  private static final long NO_REDUCTION = 0;

  public SmoothL1Loss {
    if (!(beta >= 0)) {
      throw new UserError("smooth L1: beta is at least 0, got " + beta);
    }
  }

  @Override
  public Space space() {
    return Space.DELTAS;
  }

  @Override
  public Tensor of(Tensor predicted, Tensor target) {
    return elementwise(predicted, target).sum(1);
  }

  /** Loss of each delta, in the shape of the deltas. */
  public Tensor elementwise(Tensor predicted, Tensor target) {
    return torch.smooth_l1_loss(predicted, target, NO_REDUCTION, beta);
  }
}
