package dev.osprey.detection.coding;

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

  /** The number of classes for a number of outputs. */
  public int classes(int outputs) {
    return this == SIGMOID ? outputs : outputs - 1;
  }

  /** The index of the output of a label. */
  public int outputOf(int label) {
    return this == SOFTMAX_BACKGROUND_FIRST ? label + 1 : label;
  }

  /** The sigmoid of a logit; it never falls while the logit grows. */
  public static float sigmoid(float logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  /**
   * Scores of the classes, without background.
   *
   * @param logits flat (R, outputs)
   * @return flat (R, K)
   */
  public float[] scores(float[] logits, int classes) {
    if (this == SIGMOID) {
      float[] scores = new float[logits.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = sigmoid(logits[i]);
      }
      return scores;
    }
    int outputs = outputs(classes);
    int rows = logits.length / outputs;
    float[] scores = new float[rows * classes];
    for (int row = 0; row < rows; row++) {
      softmax(logits, row * outputs, outputs, scores, row * classes);
    }
    return scores;
  }

  private void softmax(float[] logits, int from, int outputs, float[] scores, int to) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < outputs; i++) {
      largest = Math.max(largest, logits[from + i]); // NaN makes all scores NaN
    }
    double sum = 0;
    for (int i = 0; i < outputs; i++) {
      sum += Math.exp(logits[from + i] - largest);
    }
    for (int label = 0; label < outputs - 1; label++) {
      scores[to + label] = (float) (Math.exp(logits[from + outputOf(label)] - largest) / sum);
    }
  }
}
