package dev.osprey.onnx.check;

import dev.osprey.detection.postprocess.check.SelectionCheck;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.detection.postprocess.check.SelectionResults;
import dev.osprey.detection.postprocess.check.SelectionVerdict;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/** Compares the proposals or detections that a file has chosen with those that the rules choose. */
final class ChosenRowsCheck {

  /**
   * Tolerances on the same outputs: only sigmoid, exponential and shifts are rounded differently.
   */
  private static final SelectionCheck.Nearness SAME_OUTPUTS =
      new SelectionCheck.Nearness(2e-6, 2e-3, 1e-5, 0.02);

  private ChosenRowsCheck() {}

  /**
   * Checks that the file made the same choice from its own outputs as libtorch makes from them, up
   * to ties.
   *
   * @param inputs of the selection, with the candidates within a distance below the threshold
   */
  static SelectionVerdict onSameOutputs(
      SelectionResults expected, SelectionResults found, DoubleFunction<SelectionInputs> inputs) {
    return areSame(expected, found)
        ? SelectionVerdict.right()
        : SelectionCheck.judge(inputs.apply(SAME_OUTPUTS.score()), found, SAME_OUTPUTS);
  }

  /** Compares row by row. */
  private static boolean areSame(SelectionResults a, SelectionResults b) {
    int[] groups = a.groups();
    return a.size() == b.size()
        && (groups == null || Arrays.equals(groups, b.groups()))
        && areNear(a.scores(), b.scores(), SAME_OUTPUTS.score())
        && areNear(a.boxes(), b.boxes(), SAME_OUTPUTS.samePixels())
        && areNear(a.landmarks(), b.landmarks(), SAME_OUTPUTS.samePixels());
  }

  private static boolean areNear(float[] a, float[] b, double tolerance) {
    boolean near = a.length == b.length;
    for (int i = 0; near && i < a.length; i++) {
      near = Math.abs((double) a[i] - b[i]) <= tolerance;
    }
    return near;
  }

  /**
   * Measures the ties if the file's choice differs from the one made from libtorch's outputs.
   *
   * @param scores the largest difference of both engines' scores
   */
  static SelectionVerdict ties(
      SelectionResults found, DoubleFunction<SelectionInputs> inputs, double scores) {
    double near = Math.min(Agreement.MAXIMUM_SCORE, 2 * scores + SAME_OUTPUTS.score());
    SelectionCheck.Nearness nearness =
        new SelectionCheck.Nearness(
            near, SAME_OUTPUTS.samePixels(), Agreement.MAXIMUM_SCORE, Agreement.MAXIMUM_PIXELS);
    return SelectionCheck.judge(inputs.apply(near), found, nearness);
  }
}
