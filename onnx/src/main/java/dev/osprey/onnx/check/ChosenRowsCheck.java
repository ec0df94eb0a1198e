package dev.osprey.onnx.check;

import dev.osprey.detection.postprocess.check.SelectionCheck;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.detection.postprocess.check.SelectionResults;
import dev.osprey.detection.postprocess.check.SelectionVerdict;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/** Compares a file's choice of proposals or detections with what the rules choose. */
final class ChosenRowsCheck {

  /** On the same outputs nothing but sigmoid, exponential and shifts is rounded otherwise. */
  private static final SelectionCheck.Nearness SAME_OUTPUTS =
      new SelectionCheck.Nearness(2e-6, 2e-3, 1e-5, 0.02);

  private ChosenRowsCheck() {}

  /**
   * The file's choice on its own outputs: what libtorch chooses of them, or the same up to ties.
   *
   * @param inputs of a width below the cut
   */
  static SelectionVerdict onSameOutputs(
      SelectionResults expected, SelectionResults found, DoubleFunction<SelectionInputs> inputs) {
    return areSame(expected, found)
        ? SelectionVerdict.right()
        : SelectionCheck.judge(inputs.apply(SAME_OUTPUTS.score()), found, SAME_OUTPUTS);
  }

  /** Place by place. */
  private static boolean areSame(SelectionResults a, SelectionResults b) {
    int[] groups = a.groups();
    return a.size() == b.size()
        && (groups == null || Arrays.equals(groups, b.groups()))
        && areNear(a.scores(), b.scores(), SAME_OUTPUTS.score())
        && areNear(a.boxes(), b.boxes(), SAME_OUTPUTS.samePixels())
        && areNear(a.landmarks(), b.landmarks(), SAME_OUTPUTS.samePixels());
  }

  private static boolean areNear(float[] a, float[] b, double most) {
    boolean near = a.length == b.length;
    for (int i = 0; near && i < a.length; i++) {
      near = Math.abs((double) a[i] - b[i]) <= most;
    }
    return near;
  }

  /**
   * How near the ties are where the file's choice is not the one of libtorch's outputs.
   *
   * @param scores the largest difference of both engines' scores
   */
  static SelectionVerdict ties(
      SelectionResults found, DoubleFunction<SelectionInputs> inputs, double scores) {
    double near = Math.min(Agreement.MOST_SCORE, 2 * scores + SAME_OUTPUTS.score());
    SelectionCheck.Nearness nearness =
        new SelectionCheck.Nearness(
            near, SAME_OUTPUTS.samePixels(), Agreement.MOST_SCORE, Agreement.MOST_PIXELS);
    return SelectionCheck.judge(inputs.apply(near), found, nearness);
  }
}
