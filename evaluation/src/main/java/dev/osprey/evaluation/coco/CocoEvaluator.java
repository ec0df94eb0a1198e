package dev.osprey.evaluation.coco;

import dev.osprey.evaluation.CategoryIndex;
import dev.osprey.evaluation.EvaluationInput;
import java.util.List;
import java.util.stream.IntStream;

/**
 * COCO's detection metrics, as {@code COCOeval} of pycocotools computes them for boxes (Lin et al.
 * 2014; cocoapi {@code PythonAPI/pycocotools/cocoeval.py}): equal to the bit in precision, recall
 * and scores, and within 1e-12 in the means.
 *
 * <p>Cost: each pair of a detection and a ground truth of one image and category is compared once,
 * and scanned again for each IoU threshold and area range. Categories are spread over the common
 * pool. Thread-safe.
 */
public final class CocoEvaluator {
  private final CocoSettings settings;

  public CocoEvaluator(CocoSettings settings) {
    this.settings = settings;
  }

  /** Computes the metrics of {@code input}; a number is -1 where no ground truth counts. */
  public CocoMetrics evaluate(EvaluationInput input) {
    CategoryIndex marked = CategoryIndex.ofGroundTruths(input);
    CategoryIndex found = CategoryIndex.ofDetections(input);
    return switch (settings.categories()) {
      case SEPARATE -> evaluate(input, input.categoryIds(), marked, found);
      case POOLED ->
          evaluate(input, List.of(CocoMetrics.POOLED_ID), marked.pooled(), found.pooled());
    };
  }

  private CocoMetrics evaluate(
      EvaluationInput input, List<Integer> categoryIds, CategoryIndex marked, CategoryIndex found) {
    int images = input.imageIds().size();
    MetricArrays arrays = new MetricArrays(settings, categoryIds.size());
    IntStream.range(0, categoryIds.size())
        .parallel()
        .forEach(
            k ->
                arrays.accumulate(
                    k,
                    CategoryMatches.of(
                        input, settings, marked.groups(k, images), found.groups(k, images))));
    return new CocoMetrics(settings, categoryIds, arrays);
  }
}
