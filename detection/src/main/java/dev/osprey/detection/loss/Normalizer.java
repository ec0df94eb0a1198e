package dev.osprey.detection.loss;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.osprey.detection.targets.AnchorTargets;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the sums of a batch's losses are divided by. */
public enum Normalizer {
  /** Nothing: plain sums. */
  NONE,
  /** Each picture by its own positives, then the pictures are averaged (torchvision). */
  @JsonProperty("picture-positives")
  PICTURE_POSITIVES,
  /** All pictures by their positives together (mmdetection with focal loss). */
  BATCH_POSITIVES,
  /**
   * As {@link #BATCH_POSITIVES}, but a picture without positives counts none (Pytorch_Retinaface).
   */
  BATCH_POSITIVES_EXACT,
  /** All pictures by their positives and sampled negatives (mmdetection with a sampler). */
  BATCH_SAMPLES,
  /**
   * As {@link #BATCH_SAMPLES}, but a picture without positives or negatives counts none
   * (torchvision's region proposals).
   */
  BATCH_SAMPLES_EXACT;

  /**
   * The factor of each picture's sum. Of positives and of negatives each picture counts at least
   * one, but where it says exact.
   */
  public float[] factors(List<AnchorTargets> pictures) {
    float[] factors = new float[pictures.size()];
    switch (this) {
      case NONE -> Arrays.fill(factors, 1);
      case PICTURE_POSITIVES -> {
        for (int i = 0; i < factors.length; i++) {
          factors[i] = (float) (1.0 / (positives(pictures.get(i)) * factors.length));
        }
      }
      case BATCH_POSITIVES -> Arrays.fill(factors, share(pictures, Normalizer::positives));
      case BATCH_POSITIVES_EXACT ->
          Arrays.fill(factors, share(pictures, picture -> picture.positives().length));
      case BATCH_SAMPLES -> Arrays.fill(factors, share(pictures, Normalizer::samples));
      case BATCH_SAMPLES_EXACT -> Arrays.fill(factors, share(pictures, Normalizer::exactSamples));
    }
    return factors;
  }

  private static float share(List<AnchorTargets> pictures, ToDoubleFunction<AnchorTargets> count) {
    return (float) (1 / Math.max(1, pictures.stream().mapToDouble(count).sum()));
  }

  private static double positives(AnchorTargets picture) {
    return Math.max(1, picture.positives().length);
  }

  private static double samples(AnchorTargets picture) {
    return positives(picture) + Math.max(1, picture.negatives());
  }

  private static double exactSamples(AnchorTargets picture) {
    return picture.positives().length + picture.negatives();
  }
}
