package dev.osprey.training.loop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one optimiser step.
 *
 * @param epoch from 1
 * @param step from 1, counted over the whole run
 * @param losses the weighted terms by name; means if a step has several batches
 * @param total their sum, which is minimised
 * @param learningRate of this step
 * @param gradientNorm L2, before clipping
 * @param images number of images of this step
 * @param seconds from the end of the previous step, including waits for images
 */
public record StepResult(
    int epoch,
    long step,
    Map<String, Double> losses,
    double total,
    double learningRate,
    double gradientNorm,
    int images,
    double seconds) {
  public StepResult {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }

  public double imagesPerSecond() {
    return images / Math.max(seconds, 1e-9);
  }
}
