package dev.osprey.inference.views;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ScoredBoxes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted boxes fusion (Solovyev, Wang and Gabruseva 2021) of the views of one image: boxes of
 * several views that overlap the best one are one object. Its box and landmarks are their mean,
 * weighted by score; its score is the mean over all views that can see it, a view that found
 * nothing there counts with 0. So an object that only one of many views finds has a low score.
 *
 * <p>Beyond the paper, the weight of a view decreases with the distance of its scale from that of
 * training: {@code exp(-log2(scale)^2)}, a third at half and at double size.
 */
final class ViewFusion {
  private final List<View> views;
  private final double iou;
  private final SizeFilter sizes;
  private final Detections all;
  private final float[] boxes;
  private final float[] landmarks;
  private final int[] viewOf;

  /**
   * @param iou minimum IoU of boxes of one class that are the same object
   * @param sizes decides which views can see an object
   */
  ViewFusion(List<View> views, double iou, SizeFilter sizes) {
    this.views = views;
    this.iou = iou;
    this.sizes = sizes;
    all = Detections.concat(views.stream().map(View::found).toList());
    boxes = all.rows().boxes();
    landmarks = all.landmarks();
    viewOf = new int[all.size()];
    int row = 0;
    for (int i = 0; i < views.size(); i++) {
      Arrays.fill(viewOf, row, row + views.get(i).found().size(), i);
      row += views.get(i).found().size();
    }
  }

  /** The fused detections by descending score. */
  Detections fused() {
    List<Detections> objects = new ArrayList<>();
    boolean[] taken = new boolean[all.size()];
    int[] order = all.rows().byScore();
    for (int best : order) {
      if (!taken[best]) {
        objects.add(object(best, members(best, order, taken)));
      }
    }
    Detections fused = Detections.concat(objects);
    return fused.select(fused.rows().byScore());
  }

  /** The best box of each view that overlaps {@code best}; weaker ones are marked as taken, too. */
  private List<Integer> members(int best, int[] order, boolean[] taken) {
    List<Integer> members = new ArrayList<>();
    boolean[] has = new boolean[views.size()];
    for (int i : order) {
      boolean same = i == best || Boxes.iou(boxes, i, boxes, best) >= iou;
      if (same && !taken[i] && all.label(i) == all.label(best)) {
        taken[i] = true;
        if (!has[viewOf[i]]) {
          has[viewOf[i]] = true;
          members.add(i);
        }
      }
    }
    return members;
  }

  private Detections object(int best, List<Integer> members) {
    double[] weights = new double[members.size()];
    double scores = 0;
    for (int i = 0; i < weights.length; i++) {
      double score = all.score(members.get(i));
      double weight = weight(views.get(viewOf[members.get(i)]));
      weights[i] = weight * score;
      scores += weights[i];
    }
    double size = Math.sqrt(Boxes.area(boxes, best));
    double seeing = 0;
    for (View view : views) {
      seeing += sizes.sees(all.label(best), size, view.scale()) ? weight(view) : 0;
    }
    float score = (float) Math.min(1, seeing > 0 ? scores / seeing : all.score(best));
    int length = all.hasLandmarks() ? FaceLandmarks.COORDINATES : 0;
    return Detections.of(
        new ScoredBoxes(
            WeightedRows.mean(boxes, 4, members, weights),
            new float[] {score},
            new int[] {all.label(best)}),
        WeightedRows.mean(landmarks, length, members, weights));
  }

  private static double weight(View view) {
    double octaves = Math.log(view.scale()) / Math.log(2);
    return Math.exp(-octaves * octaves);
  }
}
