package dev.osprey.evaluation.coco;

import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.Arrays;

/**
 * Greedy matching within one image and category ({@code COCOeval.evaluateImg}): each detection, by
 * descending score, is matched to the best ground truth that is not matched yet.
 *
 * <p>Compatibility: ignored ground truths (crowds and those outside the area range) are last, and a
 * detection that matches another one is not compared with them. Of ground truths with equal IoU,
 * the last one is matched. Unlike the reference, a ground truth with annotation id 0 is matched
 * like any other; the reference takes that id for "unmatched".
 */
final class ImageMatcher {
  private final ScoredBox[] detections;
  private final GroundTruthBox[] groundTruths;
  private final double[] ious;

  /**
   * @param detections by descending score
   */
  ImageMatcher(ScoredBox[] detections, GroundTruthBox[] groundTruths) {
    this.detections = detections;
    this.groundTruths = groundTruths;
    this.ious = new double[detections.length * groundTruths.length];
    for (int d = 0; d < detections.length; d++) {
      for (int g = 0; g < groundTruths.length; g++) {
        ious[d * groundTruths.length + g] = iou(detections[d], groundTruths[g]);
      }
    }
  }

  /** Intersection over union; if the ground truth is a crowd, over the area of the detection. */
  static double iou(ScoredBox d, GroundTruthBox g) {
    double w = Math.min(d.width() + d.x(), g.width() + g.x()) - Math.max(d.x(), g.x());
    double h = Math.min(d.height() + d.y(), g.height() + g.y()) - Math.max(d.y(), g.y());
    if (!(w > 0 && h > 0)) {
      return 0;
    }
    double intersection = w * h;
    double union = g.isCrowd() ? d.area() : d.area() + g.width() * g.height() - intersection;
    return intersection / union;
  }

  /**
   * Writes the outcome of each detection d to {@code outcomes[t][offset + d]}, for each IoU
   * threshold t.
   *
   * @return number of ground truths that are not ignored
   */
  int match(double[] iouThresholds, AreaRange range, byte[][] outcomes, int offset) {
    int[] order = new int[groundTruths.length];
    int valid = 0;
    for (int g = 0; g < order.length; g++) {
      if (isValid(g, range)) {
        order[valid++] = g;
      }
    }
    int next = valid;
    for (int g = 0; g < order.length; g++) {
      if (!isValid(g, range)) {
        order[next++] = g;
      }
    }
    boolean[] matched = new boolean[groundTruths.length];
    for (int t = 0; t < iouThresholds.length; t++) {
      Arrays.fill(matched, false);
      double threshold = Math.min(iouThresholds[t], 1 - 1e-10);
      for (int d = 0; d < detections.length; d++) {
        int match = best(d, threshold, order, valid, matched);
        outcomes[t][offset + d] = outcome(d, match, valid, range);
        if (match >= 0) {
          matched[order[match]] = !groundTruths[order[match]].isCrowd();
        }
      }
    }
    return valid;
  }

  private boolean isValid(int g, AreaRange range) {
    return !groundTruths[g].isCrowd() && !range.excludes(groundTruths[g].area());
  }

  /** Returns the index in {@code order} of the best unmatched ground truth, or -1. */
  private int best(int d, double threshold, int[] order, int valid, boolean[] matched) {
    double best = threshold;
    int match = -1;
    for (int i = 0; i < order.length; i++) {
      if (i == valid && match >= 0) {
        break;
      }
      double iou = ious[d * groundTruths.length + order[i]];
      if (!matched[order[i]] && iou >= best) {
        best = iou;
        match = i;
      }
    }
    return match;
  }

  private byte outcome(int d, int match, int valid, AreaRange range) {
    if (match < 0) {
      return range.excludes(detections[d].area())
          ? MatchOutcome.IGNORED
          : MatchOutcome.FALSE_POSITIVE;
    }
    return match < valid ? MatchOutcome.TRUE_POSITIVE : MatchOutcome.IGNORED;
  }
}
