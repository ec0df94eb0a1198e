package dev.osprey.detection.loss;

import org.bytedeco.pytorch.Tensor;

/** Absolute difference, summed over the four deltas. */
public record L1Loss() implements BoxLoss {
  @Override
  public Space space() {
    return Space.DELTAS;
  }

  @Override
  public Tensor of(Tensor predicted, Tensor target) {
    return predicted.sub(target).abs().sum(1);
  }
}
