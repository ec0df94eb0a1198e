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
 * category that it overlaps most, the first of equals, if the IoU reaches the threshold. It is a
 * true positive if that object is not matched yet, and a false positive otherwise, even if it
 * overlaps another object that is not matched. A detection assigned to a difficult object is
 * neither. Crowds are treated as ordinary objects: VOC has none.
 *
 * <p>Cost: each pair of a detection and an object of one image and category is compared once.
 * Categories are spread over the common pool. Thread-safe.
 */
public final class VocEvaluator {
  private final VocSettings settings;

  public VocEvaluator(VocSettings settings) {
    this.settings = settings;
  }

  /** Computes the metrics of {@code input}; a number is -1 where no object counts. */
  public VocMetrics evaluate(EvaluationInput input) {
    int images = input.imageIds().size();
    CategoryIndex marked = CategoryIndex.ofGroundTruths(input);
    CategoryIndex found = CategoryIndex.ofDetections(input);
    boolean[] counts = counts(input, found.imageOf());
    List<VocClassMetrics> perClass =
        IntStream.range(0, input.categoryIds().size())
            .parallel()
            .mapToObj(
                k ->
                    new CategoryMatcher(input, settings, marked.groups(k, images), found.imageOf())
                        .evaluate(
                            input.categoryIds().get(k),
                            Arrays.stream(found.groups(k, images).items())
                                .filter(d -> counts[d])
                                .toArray()))
            .toList();
    return new VocMetrics(settings, perClass);
  }

  /**
   * Tells for each detection whether it is above the threshold and within the limit of its image.
   */
  private boolean[] counts(EvaluationInput input, int[] imageOf) {
    int[] above =
        IntStream.range(0, imageOf.length)
            .filter(d -> input.detections().get(d).score() > settings.scoreThreshold())
            .toArray();
    ImageGroups groups = ImageGroups.of(above, imageOf, input.imageIds().size());
    boolean[] counts = new boolean[imageOf.length];
    for (int image = 0; image < input.imageIds().size(); image++) {
      int[] ofImage = new int[groups.count(image)];
      for (int i = 0; i < ofImage.length; i++) {
        ofImage[i] = groups.item(image, i);
      }
      double[] scores =
          Arrays.stream(ofImage).mapToDouble(d -> input.detections().get(d).score()).toArray();
      Arrays.stream(StableOrder.descending(scores))
          .limit(settings.maxDetections())
          .forEach(i -> counts[ofImage[i]] = true);
    }
    return counts;
  }
}
