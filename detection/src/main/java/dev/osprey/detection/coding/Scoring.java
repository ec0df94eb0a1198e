package dev.osprey.detection.coding;

import org.bytedeco.pytorch.Tensor;

/** How logits become scores. */
public enum Scoring {
  /** A sigmoid for each class; background is where all scores are low. */
  SIGMOID,
  /** A softmax over the classes and the background, which is the last output (mmdetection). */
  SOFTMAX_BACKGROUND_LAST,
  /** A softmax over the background, which is the first output, and the classes (torchvision). */
  SOFTMAX_BACKGROUND_FIRST;

  /** The number of outputs for a number of classes. */
  public int outputs(int classes) {
    return this == SIGMOID ? classes : classes + 1;
  }

  /** The index of the output of a label. */
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
