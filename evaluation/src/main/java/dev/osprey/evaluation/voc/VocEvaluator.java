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
 * <p>Detections of a category are taken by descending score over all images, equal scores by
 * ascending image id and then in their given order. Each belongs to the object of its image and
 * category that it overlaps most, the first of equals, if by the threshold at least. It is a true
 * positive if that object is not taken yet, and a false positive otherwise, even if it overlaps
 * another one that is free. One that belongs to a difficult object is neither. Crowds are objects
 * like any other: VOC knows none.
 *
 * <p>Cost: each pair of a detection and an object of one image and category is compared once.
 * Categories are spread over the common pool. Thread-safe.
 */
public final class VocEvaluator {
  private final VocSettings settings;

  public VocEvaluator(VocSettings settings) {
    this.settings = settings;
  }

  /** The metrics of {@code input}; -1 stands wherever there is no object that counts. */
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

  /** Which detections are above the threshold and within their image's limit. */
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
