package dev.osprey.predict.views;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Nms;
import dev.osprey.core.Ranking;
import dev.osprey.predict.views.TestTimeAugmentation.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one result of several views of an image, class by class. Which view comes first matters
 * only where scores are equal.
 *
 * @param iou boxes of one class are the same object if their IoU is above it (NMS), or at least it
 *     (voting, fusion)
 * @param limit most detections of the result; absent: no limit
 */
record ViewMerging(Merge merge, double iou, @Nullable Integer limit) {

  /**
   * By descending score.
   *
   * @param views of the same image
   * @param sizes what a view cannot see as training showed it is left out of it
   */
  Detections merge(List<View> views, SizeFilter sizes) {
    List<View> seen =
        views.stream()
            .map(view -> new View(view.scale(), sizes.seen(view.found(), view.scale())))
            .toList();
    Detections all = Detections.concat(seen.stream().map(View::found).toList());
    Detections merged =
        switch (merge) {
          case FUSION -> new ViewFusion(seen, iou, sizes).fused();
          case NMS -> suppress(all);
          case VOTING -> vote(all);
        };
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
        List<Integer> voters = voters(best, order, taken, all, boxes);
        double[] weights = voters.stream().mapToDouble(all::score).toArray();
        elected.add(
            new Detections(
                WeightedRows.mean(boxes, 4, voters, weights),
                new float[] {all.score(best)},
                new int[] {all.label(best)},
                WeightedRows.mean(
                    landmarks,
                    all.hasLandmarks() ? FaceLandmarks.COORDINATES : 0,
                    voters,
                    weights)));
      }
    }
    return Detections.concat(elected);
  }

  /** Untaken boxes that overlap the best one, which is the first of them, by descending score. */
  private List<Integer> voters(
      int best, int[] order, boolean[] taken, Detections all, float[] boxes) {
    List<Integer> voters = new ArrayList<>();
    for (int i : order) {
      boolean same = i == best || Boxes.iou(boxes, i, boxes, best) >= iou;
      if (same && !taken[i] && all.label(i) == all.label(best)) {
        voters.add(i);
        taken[i] = true;
      }
    }
    return voters;
  }
}
