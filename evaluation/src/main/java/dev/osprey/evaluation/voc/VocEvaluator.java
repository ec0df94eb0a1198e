package dev.osprey.evaluation.voc;

import dev.osprey.evaluation.CategoryIndex;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.ImageGroups;
import dev.osprey.evaluation.StableOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pascal VOC's average precision (Everingham et al. 2010; {@code VOCevaldet.m} of the devkit).
 *
 * <p>The detections of a category are sorted by descending score over all images; equal scores by
 * ascending image id, then in their given order. Each is assigned to the object of its image and
 * category with the largest IoU, the first of equal ones, if the IoU reaches the threshold. It is a
 * true positive if that object is not matched yet, and otherwise a false positive, even if it
 * overlaps another object that is not matched. A detection assigned to a difficult object is
 * neither. Crowds are treated as ordinary objects, because VOC has none.
 *
 * <p>Cost: each pair of a detection and an object of one image and category is compared once.
 * Categories are processed in parallel on the common pool. Thread-safe.
 */
public final class VocEvaluator {
  private final VocSettings settings;

  public VocEvaluator(VocSettings settings) {
    this.settings = settings;
  }

  /** Computes the metrics of {@code input}; those of a category without objects are -1. */
  public VocMetrics evaluate(EvaluationInput input) {
    int images = input.imageIds().size();
    CategoryIndex groundTruths = CategoryIndex.ofGroundTruths(input);
    CategoryIndex detections = CategoryIndex.ofDetections(input);
    boolean[] used = used(input, detections.imageOf());
    List<VocClassMetrics> perClass =
        IntStream.range(0, input.categoryIds().size())
            .parallel()
            .mapToObj(
                k ->
                    new CategoryMatcher(
                            input, settings, groundTruths.groups(k, images), detections.imageOf())
                        .evaluate(
                            input.categoryIds().get(k),
                            Arrays.stream(detections.groups(k, images).items())
                                .filter(d -> used[d])
                                .toArray()))
            .toList();
    return new VocMetrics(settings, perClass);
  }

  /**
   * Returns for each detection whether its score is above the threshold and within the limit of its
   * image.
   */
  private boolean[] used(EvaluationInput input, int[] imageOf) {
    int[] above =
        IntStream.range(0, imageOf.length)
            .filter(d -> input.detections().get(d).score() > settings.scoreThreshold())
            .toArray();
    ImageGroups groups = ImageGroups.of(above, imageOf, input.imageIds().size());
    boolean[] used = new boolean[imageOf.length];
    for (int image = 0; image < input.imageIds().size(); image++) {
      int[] ofImage = new int[groups.count(image)];
      for (int i = 0; i < ofImage.length; i++) {
        ofImage[i] = groups.item(image, i);
      }
      double[] scores =
          Arrays.stream(ofImage).mapToDouble(d -> input.detections().get(d).score()).toArray();
      Arrays.stream(StableOrder.descending(scores))
          .limit(settings.maxDetections())
          .forEach(i -> used[ofImage[i]] = true);
    }
    return used;
  }
}
