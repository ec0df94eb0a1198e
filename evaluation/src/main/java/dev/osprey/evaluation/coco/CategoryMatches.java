package dev.osprey.evaluation.coco;

import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ImageGroups;
import dev.osprey.evaluation.ScoredBox;
import dev.osprey.evaluation.StableOrder;
import java.util.Arrays;

/**
 * The matched detections of one category over all images.
 *
 * @param scores scores of the detections, image by image in ascending order of image ids
 * @param ranks rank of each detection by score within its image and category, from 0
 * @param outcomes {@code [A][T][detection]}, values of {@link MatchOutcome}
 * @param positives number of ground truths in each area range, without crowds
 */
record CategoryMatches(double[] scores, int[] ranks, byte[][][] outcomes, int[] positives) {

  static CategoryMatches of(
      EvaluationInput input,
      CocoSettings settings,
      ImageGroups groundTruths,
      ImageGroups detections) {
    int images = input.imageIds().size();
    int limit = settings.maxDetections().get(settings.maxDetections().size() - 1);
    double[] thresholds =
        settings.iouThresholds().stream().mapToDouble(Double::doubleValue).toArray();
    int kept = 0;
    for (int image = 0; image < images; image++) {
      kept += Math.min(detections.count(image), limit);
    }
    int areas = settings.areaRanges().size();
    byte[][][] outcomes = new byte[areas][thresholds.length][kept];
    double[] scores = new double[kept];
    int[] ranks = new int[kept];
    int[] positives = new int[areas];
    int offset = 0;
    for (int image = 0; image < images; image++) {
      ScoredBox[] found = highestScoring(input, detections, image, limit);
      GroundTruthBox[] marked = marked(input, groundTruths, image);
      if (found.length + marked.length == 0) {
        continue;
      }
      for (int d = 0; d < found.length; d++) {
        scores[offset + d] = found[d].score();
        ranks[offset + d] = d;
      }
      ImageMatcher matcher = new ImageMatcher(found, marked);
      for (int a = 0; a < areas; a++) {
        positives[a] +=
            matcher.match(thresholds, settings.areaRanges().get(a), outcomes[a], offset);
      }
      offset += found.length;
    }
    return new CategoryMatches(scores, ranks, outcomes, positives);
  }

  private static ScoredBox[] highestScoring(
      EvaluationInput input, ImageGroups groups, int image, int limit) {
    double[] scores = new double[groups.count(image)];
    Arrays.setAll(scores, i -> input.detections().get(groups.item(image, i)).score());
    int[] order = StableOrder.descending(scores);
    ScoredBox[] kept = new ScoredBox[Math.min(limit, order.length)];
    Arrays.setAll(kept, i -> input.detections().get(groups.item(image, order[i])));
    return kept;
  }

  private static GroundTruthBox[] marked(EvaluationInput input, ImageGroups groups, int image) {
    GroundTruthBox[] marked = new GroundTruthBox[groups.count(image)];
    Arrays.setAll(marked, i -> input.groundTruths().get(groups.item(image, i)));
    return marked;
  }
}
