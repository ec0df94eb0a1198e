package dev.osprey.evaluation.voc;

import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ImageGroups;
import dev.osprey.evaluation.ScoredBox;
import dev.osprey.evaluation.StableOrder;
import java.util.Arrays;

/**
 * Matches the detections of one category and computes its precision-recall curve. Each instance is
 * used once.
 */
final class CategoryMatcher {
  private final EvaluationInput input;
  private final VocSettings settings;
  private final ImageGroups objects;
  private final int[] imageOf;

  /** Whether each object is matched, by index in {@link ImageGroups#items}. */
  private final boolean[] matched;

  private int truePositives;
  private int falsePositives;

  /**
   * @param objects objects of the category, by image
   * @param imageOf index of the image of each detection
   */
  CategoryMatcher(EvaluationInput input, VocSettings settings, ImageGroups objects, int[] imageOf) {
    this.input = input;
    this.settings = settings;
    this.objects = objects;
    this.imageOf = imageOf;
    this.matched = new boolean[objects.items().length];
  }

  /**
   * Computes the metrics of the category.
   *
   * @param detections detections of the category, image by image
   */
  VocClassMetrics evaluate(int categoryId, int[] detections) {
    int positives = (int) Arrays.stream(objects.items()).filter(g -> !isDifficult(g)).count();
    double[] recalls = new double[detections.length];
    double[] precisions = new double[detections.length];
    double[] scores =
        Arrays.stream(detections).mapToDouble(d -> input.detections().get(d).score()).toArray();
    int[] order = StableOrder.descending(scores);
    for (int i = 0; i < order.length; i++) {
      match(detections[order[i]]);
      recalls[i] = (double) truePositives / positives;
      precisions[i] = (double) truePositives / Math.max(1, truePositives + falsePositives);
    }
    if (positives == 0) {
      return new VocClassMetrics(categoryId, 0, detections.length, -1, -1);
    }
    return new VocClassMetrics(
        categoryId,
        positives,
        detections.length,
        (double) truePositives / positives,
        settings.averagePrecision().of(recalls, precisions));
  }

  private void match(int detection) {
    int index = mostOverlapped(input.detections().get(detection), imageOf[detection]);
    if (index >= 0 && isDifficult(objects.items()[index])) {
      return;
    }
    if (index < 0 || matched[index]) {
      falsePositives++;
    } else {
      matched[index] = true;
      truePositives++;
    }
  }

  /**
   * Returns the index of the object with the largest IoU, the first of equal ones; -1 if the IoU is
   * below the threshold.
   */
  private int mostOverlapped(ScoredBox detection, int image) {
    int best = -1;
    double largestIou = 0;
    for (int index = objects.starts()[image]; index < objects.starts()[image + 1]; index++) {
      GroundTruthBox object = input.groundTruths().get(objects.items()[index]);
      double iou = iou(detection, object);
      if (iou > largestIou) {
        largestIou = iou;
        best = index;
      }
    }
    return largestIou >= settings.iouThreshold() ? best : -1;
  }

  private boolean isDifficult(int groundTruth) {
    return input.groundTruths().get(groundTruth).isDifficult();
  }

  /** Intersection over union; 0 if a coordinate is not a number. */
  private double iou(ScoredBox d, GroundTruthBox g) {
    double added = settings.sides().added();
    double w = Math.min(d.x() + d.width(), g.x() + g.width()) - Math.max(d.x(), g.x()) + added;
    double h = Math.min(d.y() + d.height(), g.y() + g.height()) - Math.max(d.y(), g.y()) + added;
    if (!(w > 0 && h > 0)) {
      return 0;
    }
    double found = (d.width() + added) * (d.height() + added);
    double marked = (g.width() + added) * (g.height() + added);
    return w * h / (found + marked - w * h);
  }
}
