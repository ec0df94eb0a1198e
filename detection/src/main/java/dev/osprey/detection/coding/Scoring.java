package dev.osprey.detection.coding;

import org.bytedeco.pytorch.Tensor;

/** How logits become scores. */
public enum Scoring {
  /** Each class by itself; background is what no class claims. */
  SIGMOID,
  /** Classes and background, the last output, share the sum 1. */
  SOFTMAX;

  /** Outputs for so many classes. */
  public int outputs(int classes) {
    return this == SIGMOID ? classes : classes + 1;
  }

  /** Scores of the classes, without background: (R, outputs) to (R, classes). */
  public Tensor scores(Tensor logits) {
    return this == SIGMOID ? logits.sigmoid() : logits.softmax(1).narrow(1, 0, logits.size(1) - 1);
  }
}
