package dev.osprey.inference.views;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Nms;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Merges the detections of several views of an image, class by class. The order of the views
 * matters only for equal scores.
 *
 * @param iou boxes of one class are the same object if their IoU is above it (NMS), or at least it
 *     (voting, fusion)
 * @param limit maximum number of detections; absent: no limit
 */
record ViewMerging(Merge merge, double iou, @Nullable Integer limit) {

  /**
   * The merged detections by descending score.
   *
   * @param views of the same image
   * @param sizes filter of object sizes: objects of untrained sizes in a view are left out
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
    return all.select(Nms.keepWithinLabels(all.rows(), iou));
  }

  private Detections vote(Detections all) {
    float[] boxes = all.rows().boxes();
    float[] landmarks = all.landmarks();
    int[] order = all.rows().byScore();
    boolean[] taken = new boolean[order.length];
    List<Detections> elected = new ArrayList<>();
    for (int best : order) {
      if (!taken[best]) {
        List<Integer> voters = voters(best, order, taken, all, boxes);
        double[] weights = voters.stream().mapToDouble(all::score).toArray();
        elected.add(
            Detections.of(
                new ScoredBoxes(
                    WeightedRows.mean(boxes, 4, voters, weights),
                    new float[] {all.score(best)},
                    new int[] {all.label(best)}),
                WeightedRows.mean(
                    landmarks,
                    all.hasLandmarks() ? FaceLandmarks.COORDINATES : 0,
                    voters,
                    weights)));
      }
    }
    return Detections.concat(elected);
  }

  /**
   * The boxes, not taken yet, that overlap the best one, by descending score; the best one is the
   * first.
   */
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
