package dev.osprey.parity.operators;

import dev.osprey.core.Boxes;
import dev.osprey.core.Nms;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NMS, overlaps, areas, clipping, on arrays. */
final class BoxOperators implements OpsFamily.Operators {
  private static final Pattern NMS =
      Pattern.compile(
          "out\\.(nms|batched_nms|batched_nms_vanilla|nms_tied|exact\\.nms)\\.([\\d.]+)");
  private static final Pattern CLIP = Pattern.compile("out\\.clip\\.([\\d.]+)x([\\d.]+)");
  private static final Pattern SMALL = Pattern.compile("out\\.remove_small\\.([\\d.]+)");

  /** The tolerance of areas and clipped corners: the operations and their order are the same. */
  private static final Tolerance ROUNDING = Tolerance.relative(1e-6);

  private interface Overlap {
    float of(float[] a, int i, float[] b, int j);
  }

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    ExpectedTensors expected = comparison.expected();
    Matcher match = NMS.matcher(name);
    if (match.matches()) {
      float threshold = Float.parseFloat(match.group(2));
      comparison.tensor(
          name, Numbers.of(keep(match.group(1), threshold, expected)), Tolerance.EXACT);
      return true;
    }
    match = CLIP.matcher(name);
    if (match.matches()) {
      float[] boxes = expected.floats("in.boxes");
      Boxes.clip(boxes, Float.parseFloat(match.group(1)), Float.parseFloat(match.group(2)));
      comparison.tensor(name, Numbers.of(boxes, boxes.length / 4, 4), ROUNDING);
      return true;
    }
    match = SMALL.matcher(name);
    if (match.matches()) {
      float minimumSide = Float.parseFloat(match.group(1));
      int[] kept = Boxes.withSidesAtLeast(expected.floats("in.boxes"), minimumSide);
      comparison.tensor(name, Numbers.of(kept), Tolerance.EXACT);
      return true;
    }
    return compareOverlaps(name, spec, comparison);
  }

  private static boolean compareOverlaps(String name, CaseSpec spec, Comparison comparison) {
    switch (name) {
      case "out.empty.nms" -> {
        int[] kept = Nms.keep(new float[0], new float[0], 0.5f);
        comparison.tensor(name, Numbers.of(kept), Tolerance.EXACT);
      }
      case "out.box_iou" -> overlaps(name, spec, comparison, Boxes::iou);
      case "out.generalized_box_iou" -> overlaps(name, spec, comparison, Boxes::generalizedIou);
      case "out.box_area" -> {
        float[] boxes = comparison.expected().floats("in.iou.b");
        float[] areas = new float[boxes.length / 4];
        for (int i = 0; i < areas.length; i++) {
          areas[i] = Boxes.area(boxes, i);
        }
        comparison.tensor(name, Numbers.of(areas, areas.length), ROUNDING);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static int[] keep(String operation, float threshold, ExpectedTensors expected) {
    if (operation.equals("exact.nms")) {
      return Nms.keep(
          expected.floats("in.exact.boxes"), expected.floats("in.exact.scores"), threshold);
    }
    float[] boxes = expected.floats("in.boxes");
    float[] scores = expected.floats("in.scores");
    return switch (operation) {
      case "nms" -> Nms.keep(boxes, scores, threshold);
      case "nms_tied" -> Nms.keep(boxes, expected.floats("in.scores_tied"), threshold);
      case "batched_nms" ->
          Nms.keepPerLabel(new ScoredBoxes(boxes, scores, expected.ints("in.labels")), threshold);
      default ->
          Nms.keepWithinLabels(
              new ScoredBoxes(boxes, scores, expected.ints("in.labels")), threshold);
    };
  }

  /**
   * Compares a table of overlaps. The second list may be longer than the table; its first boxes
   * count.
   */
  private static void overlaps(String name, CaseSpec spec, Comparison comparison, Overlap overlap) {
    ExpectedTensors expected = comparison.expected();
    float[] a = expected.floats("in.iou.a");
    float[] b = expected.floats("in.iou.b");
    int rows = a.length / 4;
    int columns = Math.toIntExact(expected.shape(name)[1]);
    float[] table = new float[rows * columns];
    for (int i = 0; i < table.length; i++) {
      table[i] = overlap.of(a, i / columns, b, i % columns);
    }
    Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "iou_abs"));
    comparison.tensor(name, Numbers.of(table, rows, columns), tolerance);
  }
}
