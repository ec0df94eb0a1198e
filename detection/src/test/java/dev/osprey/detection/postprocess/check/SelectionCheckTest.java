package dev.osprey.detection.postprocess.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ScoredBoxes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Results are right where the rules choose them, and also where rounding decides. */
class SelectionCheckTest {
  private static final SelectionCheck.Nearness NEAR =
      new SelectionCheck.Nearness(1e-6, 1e-3, 1e-5, 0.01);
  private static final double NMS = 0.5;

  // the first two overlap by 0.82; the third lies alone; the fourth is a tenth of a pixel wide
  private static final float[] BOXES = {
    0, 0, 10, 10, 1, 0, 11, 10, 50, 50, 60, 60, 80, 80, 80.1f, 90
  };

  private static SelectionInputs inputs(int limit, float cut, float... scores) {
    SelectionInputs.Sides[] sides = new SelectionInputs.Sides[scores.length];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = i == 3 ? SelectionInputs.Sides.TOO_SMALL : SelectionInputs.Sides.LARGE_ENOUGH;
    }
    float[] cuts = new float[scores.length];
    Arrays.fill(cuts, cut);
    return new SelectionInputs(
        ScoredBoxes.ofLabel(BOXES, scores, 0),
        cuts,
        cuts,
        sides,
        BOXES,
        new float[0],
        new SelectionInputs.Rules(NMS, limit, SelectionInputs.Ordering.SCORE, 0));
  }

  private static SelectionVerdict judge(SelectionInputs inputs, int... chosen) {
    float[] boxes = new float[4 * chosen.length];
    float[] scores = new float[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(BOXES, 4 * chosen[i], boxes, 4 * i, 4);
      scores[i] = inputs.score(chosen[i]);
    }
    SelectionResults results =
        new SelectionResults(boxes, scores, new int[chosen.length], new float[0]);
    return SelectionCheck.judge(inputs, results, NEAR);
  }

  @Test
  void acceptsTheGreedySelectionWithoutTies() {
    SelectionVerdict verdict = judge(inputs(9, 0.1f, 0.9f, 0.8f, 0.7f, 0.6f), 0, 2);
    assertThat(verdict).isEqualTo(SelectionVerdict.right());
  }

  @Test
  void rejectsAdditionalMissingAndSuppressedResults() {
    SelectionInputs inputs = inputs(9, 0.1f, 0.9f, 0.8f, 0.7f, 0.6f);
    assertThat(judge(inputs, 0).first()).contains("score 0.700000", "is missing from the results");
    assertThat(judge(inputs, 0, 1, 2).first()).contains("overlap by 0.8182, more than 0.5");
    assertThat(judge(inputs, 1, 2).first())
        .contains("score 0.900000", "is missing from the results");
    assertThat(judge(inputs, 0, 2, 3).first()).contains("too small");
    assertThat(judge(inputs(1, 0.1f, 0.9f, 0.8f, 0.7f, 0.6f), 0, 2).first()).contains("limit of 1");
  }

  @Test
  void theOrderIsThatOfScores() {
    SelectionInputs inputs = inputs(9, 0.1f, 0.9f, 0.8f, 0.7f, 0.6f);
    assertThat(judge(inputs, 2, 0).first()).contains("result 1 has a score that is larger by 0.2");
    // 0.70000005 and 0.7 differ by less than a millionth
    SelectionVerdict tie = judge(inputs(9, 0.1f, 0.7f, 0.3f, 0.70000005f, 0.1f), 0, 2);
    assertThat(tie.holds()).isTrue();
    assertThat(tie.scoreTie()).isBetween(5e-8, 7e-8);
  }

  @Test
  void acceptsEitherOfTwoTies() {
    SelectionInputs inputs = inputs(9, 0.1f, 0.9f, 0.8999999f, 0.7f, 0.6f);
    assertThat(judge(inputs, 0, 2)).isEqualTo(SelectionVerdict.right());
    SelectionVerdict other = judge(inputs, 1, 2);
    assertThat(other.holds()).isTrue();
    assertThat(other.scoreTie()).isBetween(1e-8, 2e-7);
    // neither is right, and both are not
    assertThat(judge(inputs, 2).holds()).isFalse();
    assertThat(judge(inputs, 0, 1, 2).holds()).isFalse();
  }

  @Test
  void acceptsRoundingAtTheCutAndAtTheLimit() {
    SelectionInputs atCut = inputs(9, 0.7f, 0.9f, 0.8f, 0.70000005f, 0.6f);
    assertThat(judge(atCut, 0, 2).scoreTie()).isZero();
    assertThat(judge(atCut, 0).holds()).isTrue();
    assertThat(judge(atCut, 0).scoreTie()).isPositive();
    // one place, and two candidates for it
    SelectionInputs full = inputs(1, 0.1f, 0.9f, 0.8f, 0.9000001f, 0.6f);
    assertThat(judge(full, 2).holds()).isTrue();
    assertThat(judge(full, 0).holds()).isTrue();
    assertThat(judge(full, 1).holds()).isFalse();
  }

  @Test
  void rejectsABoxThatIsNoCandidate() {
    SelectionInputs inputs = inputs(9, 0.1f, 0.9f, 0.8f, 0.7f, 0.6f);
    SelectionResults shifted =
        new SelectionResults(
            new float[] {0.5f, 0, 10, 10}, new float[] {0.9f}, new int[1], new float[0]);
    assertThat(SelectionCheck.judge(inputs, shifted, NEAR).first())
        .contains("result 0 at (0.5, 0.0, 10.0, 10.0) is no candidate");
  }

  @Test
  void acceptsAnOverlapAtTheThresholdEitherWay() {
    // 10 wide, shifted by 10 / 3: an IoU of one half
    float[] boxes = {0, 0, 10, 10, 10 / 3f, 0, 40 / 3f, 10};
    float[] scores = {0.9f, 0.8f};
    float[] cuts = {0, 0};
    SelectionInputs.Sides[] sides = {
      SelectionInputs.Sides.LARGE_ENOUGH, SelectionInputs.Sides.LARGE_ENOUGH
    };
    SelectionInputs inputs =
        new SelectionInputs(
            ScoredBoxes.ofLabel(boxes, scores, 0),
            cuts,
            cuts,
            sides,
            boxes,
            new float[0],
            new SelectionInputs.Rules(0.5, 9, SelectionInputs.Ordering.SCORE, 0));
    SelectionResults both = new SelectionResults(boxes, scores, new int[2], new float[0]);
    SelectionResults one =
        new SelectionResults(
            Arrays.copyOf(boxes, 4), Arrays.copyOf(scores, 1), new int[1], new float[0]);
    assertThat(SelectionCheck.judge(inputs, both, NEAR).holds()).isTrue();
    assertThat(SelectionCheck.judge(inputs, one, NEAR).holds()).isTrue();
  }
}
