package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.osprey.detection.targets.AnchorTargets;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The divisor of a batch's loss sums. */
public enum Normalizer {
  /** None: plain sums. */
  NONE,
  /** Each image by its own positives, then the images are averaged (torchvision). */
  @JsonProperty("picture-positives")
  IMAGE_POSITIVES,
  /** All images by their positives together (mmdetection with focal loss). */
  BATCH_POSITIVES,
  /**
   * As {@link #BATCH_POSITIVES}, but an image without positives counts none (Pytorch_Retinaface).
   */
  BATCH_POSITIVES_EXACT,
  /** All images by their positives and sampled negatives (mmdetection with a sampler). */
  BATCH_SAMPLES,
  /**
   * As {@link #BATCH_SAMPLES}, but an image without positives or negatives counts none
   * (torchvision's region proposals).
   */
  BATCH_SAMPLES_EXACT;

  /**
   * The factor of each image's sum. Each image counts at least one positive and one negative,
   * except in the exact variants.
   */
  public float[] factors(List<AnchorTargets> images) {
    float[] factors = new float[images.size()];
    switch (this) {
      case NONE -> Arrays.fill(factors, 1);
      case IMAGE_POSITIVES -> {
        for (int i = 0; i < factors.length; i++) {
          factors[i] = (float) (1.0 / (positives(images.get(i)) * factors.length));
        }
      }
      case BATCH_POSITIVES -> Arrays.fill(factors, share(images, Normalizer::positives));
      case BATCH_POSITIVES_EXACT ->
          Arrays.fill(factors, share(images, image -> image.positives().length));
      case BATCH_SAMPLES -> Arrays.fill(factors, share(images, Normalizer::samples));
      case BATCH_SAMPLES_EXACT -> Arrays.fill(factors, share(images, Normalizer::exactSamples));
    }
    return factors;
  }

  private static float share(List<AnchorTargets> images, ToDoubleFunction<AnchorTargets> count) {
    return (float) (1 / Math.max(1, images.stream().mapToDouble(count).sum()));
  }

  private static double positives(AnchorTargets image) {
    return Math.max(1, image.positives().length);
  }

  private static double samples(AnchorTargets image) {
    return positives(image) + Math.max(1, image.negatives());
  }

  private static double exactSamples(AnchorTargets image) {
    return image.positives().length + image.negatives();
  }
}
