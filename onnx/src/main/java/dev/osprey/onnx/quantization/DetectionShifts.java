package dev.osprey.onnx.quantization;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.onnx.file.QuantizationRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far the detections of a quantised file are from those of the float one. Each float detection,
 * the best first, is matched with the free one of the same label that overlaps it most, by an IoU
 * of at least one half. Not thread-safe.
 */
public final class DetectionShifts {
  private static final double LEAST_IOU = 0.5;

  private int images;
  private int expected;
  private int matched;
  private int unmatched;
  private double largestPixels;
  private double pixels;
  private double largestScore;
  private double score;
  private double loss;
  private double weight;

  /** Adds the detections of an image. */
  public void add(Detections floats, Detections integers) {
    images++;
    expected += floats.size();
    boolean[] taken = new boolean[integers.size()];
    int[] bestFirst =
        IntStream.range(0, floats.size())
            .boxed()
            .sorted(Comparator.comparing(i -> -floats.score(i)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : bestFirst) {
      weight += floats.score(i);
      int match = match(floats, i, integers, taken);
      if (match < 0) {
        addUnmatched(floats.score(i));
      } else {
        taken[match] = true;
        addPair(floats, i, integers, match);
      }
    }
    for (int j = 0; j < taken.length; j++) {
      if (!taken[j]) {
        addUnmatched(integers.score(j));
      }
    }
  }

  private static int match(Detections floats, int i, Detections integers, boolean[] taken) {
    int best = -1;
    double largest = LEAST_IOU;
    for (int j = 0; j < taken.length; j++) {
      if (!taken[j] && integers.label(j) == floats.label(i)) {
        double iou = floats.box(i).iou(integers.box(j));
        if (iou >= largest && (best < 0 || iou > largest)) {
          best = j;
          largest = iou;
        }
      }
    }
    return best;
  }

  private void addUnmatched(double scoreOfIt) {
    unmatched++;
    loss += scoreOfIt;
  }

  private void addPair(Detections floats, int i, Detections integers, int j) {
    matched++;
    Box a = floats.box(i);
    Box b = integers.box(j);
    double shift = shift(a, b);
    double ofScore = Math.abs((double) floats.score(i) - integers.score(j));
    pixels += shift;
    largestPixels = Math.max(largestPixels, shift);
    score += ofScore;
    largestScore = Math.max(largestScore, ofScore);
    loss += ofScore + floats.score(i) * (1 - a.iou(b));
  }

  private static double shift(Box a, Box b) {
    return Arrays.stream(
            new double[] {a.x1() - b.x1(), a.y1() - b.y1(), a.x2() - b.x2(), a.y2() - b.y2()})
        .map(Math::abs)
        .max()
        .orElse(0);
  }

  /**
   * Returns the numbers for the metadata.
   *
   * @param float32Map mAP50:95 of the float file; null: unknown
   * @param int8Map mAP50:95 of the quantised file; null: unknown
   */
  public QuantizationRecord.Check record(@Nullable Double float32Map, @Nullable Double int8Map) {
    return new QuantizationRecord.Check(
        images,
        float32Map,
        int8Map,
        expected,
        unmatched,
        largestPixels,
        matched == 0 ? 0 : pixels / matched,
        largestScore,
        matched == 0 ? 0 : score / matched);
  }

  /**
   * The share of the float detections that is lost: of a match the difference of scores, and the
   * score times what the boxes do not share (1 − IoU); of a detection without a match its score;
   * all relative to the sum of the float scores. 0 if neither file finds anything.
   */
  double loss() {
    return weight == 0 ? loss : loss / weight;
  }
}
