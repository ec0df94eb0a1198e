package dev.osprey.training.auto;

/**
 * The proposed length of a training without pretrained weights.
 *
 * @param averageDecay of the moving average of the weights: it averages over a fifth of the run
 */
record TrainingLength(
    int batchSize, int epochs, int warmUpSteps, double averageDecay, int everyEpochs) {
  /** Number of images over all epochs: enough for small data sets to level off. */
  private static final double IMAGES = 3000;

  private static final int MIN_EPOCHS = 6;
  private static final int MAX_EPOCHS = 100;
  private static final int SMALL_DATASET = 16;
  private static final int LARGE_DATASET = 4000;
  private static final int EVALUATIONS = 4;

  /**
   * @param images number of training images
   */
  static TrainingLength of(int images) {
    int batch = images < SMALL_DATASET ? 2 : images > LARGE_DATASET ? 8 : 4;
    int epochs = (int) Math.min(MAX_EPOCHS, Math.max(MIN_EPOCHS, Math.ceil(IMAGES / images)));
    int steps = epochs * ((images + batch - 1) / batch);
    double decay = Math.min(0.998, Math.max(0.9, 1 - 5.0 / steps));
    return new TrainingLength(
        batch,
        epochs,
        Math.max(1, Math.min(100, steps / 8)),
        Math.rint(1000 * decay) / 1000,
        Math.max(1, (int) Math.rint((double) epochs / EVALUATIONS)));
  }
}
