package dev.osprey.parity.operators;

import dev.osprey.core.Boxes;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** torchvision's Matcher over a table of overlaps. */
final class MatcherOperators implements OpsFamily.Operators {
  private static final Pattern NAME =
      Pattern.compile("out\\.match(_without_far_gt)?\\.hi([\\d.]+)_lo([\\d.]+)_lq([01])");
  private static final Tolerance IOU = Tolerance.absolute(1e-6);

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    ExpectedTensors expected = comparison.expected();
    if (name.equals("out.iou")) {
      iou(name, comparison);
      return true;
    }
    Matcher match = NAME.matcher(name);
    if (!match.matches()) {
      return false;
    }
    MaxIouMatcher matcher =
        new MaxIouMatcher(
            MaxIouMatcher.Config.of(
                Double.parseDouble(match.group(2)),
                Double.parseDouble(match.group(3)),
                match.group(4).equals("1")
                    ? MaxIouMatcher.LowQuality.OWN_BEST_BOX
                    : MaxIouMatcher.LowQuality.NONE));
    float[] truth = expected.floats("in.gt");
    if (match.group(1) != null) {
      // the distant box is the last
      truth = Arrays.copyOf(truth, truth.length - 4);
    }
    int[] matches = matcher.match(truth, expected.floats("in.anchors")).truths();
    comparison.tensor(name, Numbers.of(matches), Tolerance.EXACT);
    return true;
  }

  private static void iou(String name, Comparison comparison) {
    float[] truth = comparison.expected().floats("in.gt");
    float[] anchors = comparison.expected().floats("in.anchors");
    int rows = truth.length / 4;
    int columns = anchors.length / 4;
    float[] table = new float[rows * columns];
    for (int i = 0; i < table.length; i++) {
      table[i] = Boxes.iou(truth, i / columns, anchors, i % columns);
    }
    comparison.tensor(name, Numbers.of(table, rows, columns), IOU);
  }
}
