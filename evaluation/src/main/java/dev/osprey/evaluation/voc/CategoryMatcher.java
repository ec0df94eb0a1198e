package dev.osprey.evaluation.voc;

import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ImageGroups;
import dev.osprey.evaluation.ScoredBox;
import dev.osprey.evaluation.StableOrder;
import java.util.Arrays;

/**
 * Matches the detections of one category and computes its precision-recall curve. Each object is
 * used once.
 */
final class CategoryMatcher {
  private final EvaluationInput input;
  private final VocSettings settings;
  private final ImageGroups objects;
  private final int[] imageOf;

  /** By an object's place in {@link ImageGroups#items}. */
  private final boolean[] taken;

  private int truePositives;
  private int falsePositives;

  /**
   * @param objects the category's, by image
   * @param imageOf the image's index of every detection
   */
  CategoryMatcher(EvaluationInput input, VocSettings settings, ImageGroups objects, int[] imageOf) {
    this.input = input;
    this.settings = settings;
    this.objects = objects;
    this.imageOf = imageOf;
    this.taken = new boolean[objects.items().length];
  }

  /**
   * @param detections of the category, image by image
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
    int place = mostOverlapped(input.detections().get(detection), imageOf[detection]);
    if (place >= 0 && isDifficult(objects.items()[place])) {
      return;
    }
    if (place < 0 || taken[place]) {
      falsePositives++;
    } else {
      taken[place] = true;
      truePositives++;
    }
  }

  /**
   * Returns the place of the object that a detection overlaps most; -1 if the IoU is below the
   * threshold.
   */
  private int mostOverlapped(ScoredBox detection, int image) {
    int best = -1;
    double most = 0;
    for (int place = objects.starts()[image]; place < objects.starts()[image + 1]; place++) {
      GroundTruthBox object = input.groundTruths().get(objects.items()[place]);
      double iou = iou(detection, object);
      if (iou > most) {
        most = iou;
        best = place;
      }
    }
    return most >= settings.iouThreshold() ? best : -1;
  }

  private boolean isDifficult(int groundTruth) {
    return input.groundTruths().get(groundTruth).isDifficult();
  }

  /** Intersection over union; 0 where a coordinate is not a number. */
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
