package dev.osprey.predict;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Nms;
import dev.osprey.core.Ranking;
import dev.osprey.predict.TestTimeAugmentation.Merge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one result of several views of a picture, class by class. Which view comes first matters
 * only where scores are equal.
 *
 * @param iou boxes of one class are the same object if their IoU is above it (NMS), or at least it
 *     (voting)
 * @param limit most detections of the result; absent: no limit
 */
record ViewMerging(Merge merge, double iou, @Nullable Integer limit) {

  /**
   * By descending score.
   *
   * @param views in pixels of the same picture
   */
  Detections merge(List<Detections> views) {
    Detections all = Detections.concat(views);
    Detections merged = merge == Merge.NMS ? suppress(all) : vote(all);
    return limit == null || merged.size() <= limit
        ? merged
        : merged.select(IntStream.range(0, limit).toArray());
  }

  private Detections suppress(Detections all) {
    return all.select(Nms.keepWithinLabels(all.boxes(), all.scores(), all.labels(), iou));
  }

  private Detections vote(Detections all) {
    float[] boxes = all.boxes();
    float[] landmarks = all.landmarks();
    int[] order = Ranking.descending(all.scores());
    boolean[] taken = new boolean[order.length];
    List<Detections> elected = new ArrayList<>();
    for (int best : order) {
      if (!taken[best]) {
        int[] voters = voters(best, order, taken, all, boxes);
        double[] weights = Arrays.stream(voters).mapToDouble(all::score).toArray();
        elected.add(
            new Detections(
                mean(boxes, 4, voters, weights),
                new float[] {all.score(best)},
                new int[] {all.label(best)},
                mean(
                    landmarks,
                    all.hasLandmarks() ? FaceLandmarks.COORDINATES : 0,
                    voters,
                    weights)));
      }
    }
    return Detections.concat(elected);
  }

  /** Untaken boxes that overlap the best one, which is the first of them, by descending score. */
  private int[] voters(int best, int[] order, boolean[] taken, Detections all, float[] boxes) {
    int[] voters = new int[order.length];
    int count = 0;
    for (int i : order) {
      boolean same = i == best || Boxes.iou(boxes, i, boxes, best) >= iou;
      if (same && !taken[i] && all.label(i) == all.label(best)) {
        voters[count++] = i;
        taken[i] = true;
      }
    }
    return Arrays.copyOf(voters, count);
  }

  /** The weighted mean of rows of {@code values}, {@code length} numbers each. */
  private static float[] mean(float[] values, int length, int[] rows, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    if (rows.length == 1 || !(sum > 0)) {
      return Arrays.copyOfRange(values, length * rows[0], length * rows[0] + length);
    }
    float[] mean = new float[length];
    for (int k = 0; k < length; k++) {
      double total = 0;
      for (int i = 0; i < rows.length; i++) {
        total += weights[i] * values[length * rows[i] + k];
      }
      mean[k] = (float) (total / sum);
    }
    return mean;
  }
}
