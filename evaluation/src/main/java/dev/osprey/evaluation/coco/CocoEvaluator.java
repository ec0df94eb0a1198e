package dev.osprey.evaluation.coco;

import dev.osprey.evaluation.CategoryIndex;
import dev.osprey.evaluation.EvaluationInput;
import java.util.List;
import java.util.stream.IntStream;

/**
 * COCO's detection metrics, as {@code COCOeval} of pycocotools computes them for boxes (Lin et al.
 * 2014; cocoapi {@code PythonAPI/pycocotools/cocoeval.py}): bit-identical precisions, recalls and
 * scores, and means within 1e-12.
 *
 * <p>Cost: each pair of a detection and a ground truth of one image and category is compared once,
 * and scanned again for each IoU threshold and area range. Categories are processed in parallel on
 * the common pool. Thread-safe.
 */
public final class CocoEvaluator {
  private final CocoSettings settings;

  public CocoEvaluator(CocoSettings settings) {
    this.settings = settings;
  }

  /** Computes the metrics of {@code input}; a metric without ground truths is -1. */
  public CocoMetrics evaluate(EvaluationInput input) {
    CategoryIndex groundTruths = CategoryIndex.ofGroundTruths(input);
    CategoryIndex detections = CategoryIndex.ofDetections(input);
    return switch (settings.categories()) {
      case SEPARATE -> evaluate(input, input.categoryIds(), groundTruths, detections);
      case POOLED ->
          evaluate(
              input, List.of(CocoMetrics.POOLED_ID), groundTruths.pooled(), detections.pooled());
    };
  }

  private CocoMetrics evaluate(
      EvaluationInput input,
      List<Integer> categoryIds,
      CategoryIndex groundTruths,
      CategoryIndex detections) {
    int images = input.imageIds().size();
    MetricArrays arrays = new MetricArrays(settings, categoryIds.size());
    IntStream.range(0, categoryIds.size())
        .parallel()
        .forEach(
            k ->
                arrays.accumulate(
                    k,
                    CategoryMatches.of(
                        input,
                        settings,
                        groundTruths.groups(k, images),
                        detections.groups(k, images))));
    return new CocoMetrics(settings, categoryIds, arrays);
  }
}
