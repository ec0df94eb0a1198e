package dev.osprey.core;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression with torchvision's semantics: boxes are taken by descending score
 * (equal scores keep their order), one is dropped if its IoU with a kept one is strictly greater
 * than the threshold; an IoU of 0/0 drops nothing, and neither does a box that is not finite.
 *
 * <p>The IoU is a float32, the threshold is not rounded to one: an overlap of three tenths is a
 * little more than 0.3 and is dropped there, one of a half is kept at 0.5.
 */
public final class Nms {
  /**
   * The largest number of boxes for which {@link #keepPerLabel} separates labels by shifting
   * coordinates. With more boxes, torchvision loops over classes on the CPU.
   */
  public static final int LARGEST_SHIFTED = 1000;

  private Nms() {}

  /**
   * The result of NMS on R boxes: the kept boxes, and which kept box dropped each of the others.
   *
   * @param kept indices of the kept boxes, by descending score
   * @param suppressors R: the index of the first kept box that dropped this one; -1 for kept boxes
   * @param overlaps R: the IoU of the two, as it was compared with the threshold; 0 for kept boxes
   */
  public record Suppression(int[] kept, int[] suppressors, float[] overlaps) {
    private static Suppression start(int size) {
      int[] suppressors = new int[size];
      Arrays.fill(suppressors, -1);
      return new Suppression(new int[0], suppressors, new float[size]);
    }

    private Suppression withKept(int[] newKept) {
      return new Suppression(newKept, suppressors, overlaps);
    }

    private void drop(int box, int suppressor, float overlap) {
      suppressors[box] = suppressor;
      overlaps[box] = overlap;
    }
  }

  /**
   * Indices of the kept boxes, by descending score.
   *
   * @param boxes packed xyxy, 4 × R
   * @param scores R
   */
  public static int[] keep(float[] boxes, float[] scores, double threshold) {
    Suppression result = Suppression.start(scores.length);
    return keepSorted(boxes, threshold, Ranking.descending(scores), result);
  }

  /**
   * NMS inside each label; indices of the kept boxes over all labels, by descending score.
   *
   * <p>For up to 1,000 boxes, the coordinates of each label are shifted so that boxes of different
   * labels cannot overlap, as in torchvision. The shift rounds coordinates in float32 and can move
   * an IoU across the threshold, so the results equal torchvision's to the bit only with the same
   * shift. For more boxes, or if a coordinate is not finite, each label is processed separately: a
   * shift by a coordinate that is not finite would make every box NaN and keep them all.
   */
  public static int[] keepPerLabel(ScoredBoxes rows, double threshold) {
    return suppressPerLabel(rows, threshold).kept();
  }

  /** The loop over labels that {@link #keepPerLabel} takes above 1,000 boxes. */
  public static int[] keepWithinLabels(ScoredBoxes rows, double threshold) {
    return suppressWithinLabels(rows, threshold).kept();
  }

  /** Like {@link #keepPerLabel}, but also returns the box that dropped each dropped box. */
  public static Suppression suppressPerLabel(ScoredBoxes rows, double threshold) {
    float largest = largest(rows.boxes());
    if (rows.size() > LARGEST_SHIFTED || !Float.isFinite(largest)) {
      return suppressWithinLabels(rows, threshold);
    }
    Suppression result = Suppression.start(rows.size());
    float[] shifted = shiftByLabel(rows.boxes(), rows.labels(), largest + 1f);
    return result.withKept(keepSorted(shifted, threshold, rows.byScore(), result));
  }

  /** Like {@link #keepWithinLabels}, but also returns the box that dropped each dropped box. */
  public static Suppression suppressWithinLabels(ScoredBoxes rows, double threshold) {
    int[] order = rows.byScore();
    Suppression result = Suppression.start(rows.size());
    boolean[] kept = new boolean[rows.size()];
    for (int[] ofLabel : orderOfLabels(rows.labels(), order)) {
      for (int i : keepSorted(rows.boxes(), threshold, ofLabel, result)) {
        kept[i] = true;
      }
    }
    return result.withKept(Arrays.stream(order).filter(i -> kept[i]).toArray());
  }

  /** Splits an order of boxes into one order for each label. */
  private static int[][] orderOfLabels(int[] labels, int[] order) {
    int classes = 0;
    for (int label : labels) {
      classes = Math.max(classes, label + 1);
    }
    int[][] orderOf = new int[classes][];
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    for (int label = 0; label < classes; label++) {
      orderOf[label] = new int[counts[label]];
    }
    Arrays.fill(counts, 0);
    for (int i : order) {
      orderOf[labels[i]][counts[labels[i]]++] = i;
    }
    return orderOf;
  }

  /** The largest coordinate; NaN if any coordinate is NaN. */
  private static float largest(float[] boxes) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float coordinate : boxes) {
      largest = Math.max(largest, coordinate);
    }
    return largest;
  }

  private static float[] shiftByLabel(float[] boxes, int[] labels, float step) {
    float[] shifted = new float[boxes.length];
    for (int i = 0; i < labels.length; i++) {
      float offset = labels[i] * step;
      for (int k = 4 * i; k < 4 * i + 4; k++) {
        shifted[k] = boxes[k] + offset;
      }
    }
    return shifted;
  }

  /**
   * Takes boxes in their order and compares each with the boxes that were kept before it. These are
   * in arrays of their own, coordinate by coordinate, so that the inner loop walks memory forwards;
   * it ends at the first kept box that drops the new one.
   */
  private static int[] keepSorted(
      float[] boxes, double threshold, int[] order, Suppression result) {
    KeptBoxes kept = new KeptBoxes(order.length);
    for (int box : order) {
      int suppressor = kept.firstOverlapping(boxes, box, threshold);
      if (suppressor < 0) {
        kept.add(boxes, box);
      } else {
        result.drop(box, kept.index(suppressor), kept.overlap(suppressor, boxes, box));
      }
    }
    return kept.indices();
  }
}
