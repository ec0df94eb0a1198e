package dev.osprey.detection.coding;

import org.bytedeco.pytorch.Tensor;

/** How logits become scores. */
public enum Scoring {
  /** Each class by itself; background is what no class claims. */
  SIGMOID,
  /** Classes and background, the last output, share the sum 1 (mmdetection). */
  SOFTMAX_BACKGROUND_LAST,
  /** Background, the first output, and classes share the sum 1 (torchvision). */
  SOFTMAX_BACKGROUND_FIRST;

  /** Outputs for so many classes. */
  public int outputs(int classes) {
    return this == SIGMOID ? classes : classes + 1;
  }

  /** The output that speaks of a label. */
  public int outputOf(int label) {
    return this == SOFTMAX_BACKGROUND_FIRST ? label + 1 : label;
  }

  /** Scores of the classes, without background: (R, outputs) to (R, classes). */
  public Tensor scores(Tensor logits) {
    return this == SIGMOID
        ? logits.sigmoid()
        : logits.softmax(1).narrow(1, outputOf(0), logits.size(1) - 1);
  }
}
