package dev.osprey.detection.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.output.FloatRows;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.detection.proposal.ProposalSelection.Config;
import dev.osprey.detection.proposal.ProposalSelection.Limits;
import dev.osprey.networks.HeadOutputs;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalSelectionTest {
  private static final Limits ALL = new Limits(100, 100);
  // Two levels: three boxes, of which the second overlaps the first by 0.9 (IoU 0.818), and one
  // that equals the first.
  private static final Anchors ANCHORS =
      RowsOfAnchors.of(
          new float[] {0, 0, 10, 10, 1, 0, 11, 10, 20, 20, 30, 30, 0, 0, 10, 10}, 3, 1);

  @Test
  void keepsTheBestBoxOfEachLevel() {
    ScoredBoxes proposals = select(config(0, 0.7), ALL, new ImageSize(40, 40), 1, 2, 0, -1);
    // The second beats the first; the other level's copy of the first stays. Best first.
    assertThat(proposals.boxes()).containsExactly(1, 0, 11, 10, 20, 20, 30, 30, 0, 0, 10, 10);
    // sigmoid(2) = 0.8808, sigmoid(0) = 0.5, sigmoid(-1) = 0.2689
    assertThat(proposals.scores())
        .containsExactly(new float[] {0.8807971f, 0.5f, 0.26894143f}, within(1e-6f));
  }

  @Test
  void appliesTopKBeforeNmsAndTheLimitAfter() {
    // With one anchor for each level the first two of level 0 never meet.
    ScoredBoxes one =
        select(config(0, 0.7), new Limits(1, 100), new ImageSize(40, 40), 2, 1, 0, -1);
    assertThat(one.boxes()).containsExactly(0, 0, 10, 10, 0, 0, 10, 10);
    ScoredBoxes best =
        select(config(0, 0.7), new Limits(100, 1), new ImageSize(40, 40), 1, 2, 0, -1);
    assertThat(best.boxes()).containsExactly(1, 0, 11, 10);
  }

  @Test
  void clipsBoxesAndDropsSmallOnes() {
    // The image ends at 25: the third box keeps 5 x 5 pixels.
    ImageSize image = new ImageSize(25, 25);
    assertThat(select(config(0, 1), ALL, image, 0, 0, 5, 0).boxes()).startsWith(20, 20, 25, 25);
    assertThat(select(config(5.1, 1), ALL, image, 0, 0, 5, 0).size()).isEqualTo(3);
    assertThat(select(config(5.0, 1), ALL, image, 0, 0, 5, 0).size()).isEqualTo(4);
  }

  @Test
  void keepsSidesEqualToTheMinimumInFloat32() {
    // from the left upper corner, so that decoding leaves sides as they are; most minima are no
    // float32, the nearest one is meant
    for (double minimum : new double[] {1e-3, 0.01, 0.1, 3}) {
      float exact = (float) minimum;
      for (float side : new float[] {Math.nextDown(exact), exact, Math.nextUp(exact)}) {
        Anchors anchors =
            RowsOfAnchors.of(
                new float[] {0, 0, 10, 10, 1, 0, 11, 10, 0, 0, side, 5, 0, 0, 10, 10}, 3, 1);
        ScoredBoxes found =
            select(anchors, config(minimum, 1), ALL, new ImageSize(40, 40), 0, 0, 5, 0);
        assertThat(found.size()).as("%s, %s", minimum, side).isEqualTo(side < exact ? 3 : 4);
      }
    }
  }

  @Test
  void keepsScoresEqualToTheThreshold() {
    Config half = new Config(ALL, ALL, 0, 0.5, 1);
    assertThat(select(half, ALL, new ImageSize(40, 40), 0, -0.01f, 1, -3).size()).isEqualTo(2);
  }

  @Test
  void dropsScoresThatAreNotNumbers() {
    ScoredBoxes proposals =
        select(config(0, 1), ALL, new ImageSize(40, 40), Float.NaN, 1, 0, Float.NaN);
    assertThat(proposals.size()).isEqualTo(2);
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> new Limits(0, 1)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Config(ALL, ALL, -1, 0, 0.7)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Config(ALL, ALL, 0, 1, 0.7)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Config(ALL, ALL, 0, 0, Double.NaN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nmsThreshold");
  }

  private static Config config(double minSide, double nmsThreshold) {
    return new Config(ALL, ALL, minSide, 0, nmsThreshold);
  }

  /** Boxes are the anchors themselves. */
  private static ScoredBoxes select(Config config, Limits limits, ImageSize size, float... logits) {
    return select(ANCHORS, config, limits, size, logits);
  }

  private static ScoredBoxes select(
      Anchors anchors, Config config, Limits limits, ImageSize size, float... logits) {
    List<Double> zeros = List.of(0.0, 0.0, 0.0, 0.0);
    List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
    BoxCoder coder = new BoxCoder(new BoxCoder.Config(zeros, ones, null, null, 0));
    HeadOutputs<OutputRows> outputs =
        new HeadOutputs<>(
            List.of(
                FloatRows.of(new float[] {logits[0], logits[1], logits[2]}, 1),
                FloatRows.of(new float[] {logits[3]}, 1)),
            List.of(FloatRows.of(new float[12], 4), FloatRows.of(new float[4], 4)));
    return new ProposalSelection(config, coder).select(outputs, anchors, size, limits);
  }
}
