package dev.osprey.detection.matching;

import static dev.osprey.detection.matching.MaxIouMatcher.BACKGROUND;
import static dev.osprey.detection.matching.MaxIouMatcher.IGNORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.UserError;
import org.junit.jupiter.api.Test;

class MaxIouMatcherTest {
  private static final float[] SQUARE = {0, 0, 10, 10};
  private final MaxIouMatcher plain = new MaxIouMatcher(new MaxIouMatcher.Config(0.5, 0.4, false));
  private final MaxIouMatcher generous =
      new MaxIouMatcher(new MaxIouMatcher.Config(0.5, 0.4, true));

  @Test
  void thresholdsBelongToTheBetterSide() {
    // Parts of the square: the IoU is the height in tenths.
    float[] anchors = {0, 0, 10, 5, 0, 0, 10, 4.9f, 0, 0, 10, 4, 0, 0, 10, 3.9f};
    assertThat(plain.match(SQUARE, anchors)).containsExactly(0, IGNORED, IGNORED, BACKGROUND);
  }

  @Test
  void anAnchorAnswersForTheBoxThatItOverlapsMost() {
    // With [0, 0, 10, 10] the anchor shares 80 of 120, with [3, 0, 13, 10] 90 of 110.
    float[] boxes = {0, 0, 10, 10, 3, 0, 13, 10};
    assertThat(plain.match(boxes, new float[] {2, 0, 12, 10})).containsExactly(1);
  }

  @Test
  void ofTwoBoxesOverlappedAlikeTheFirstIsTaken() {
    float[] twins = {0, 0, 10, 10, 0, 0, 10, 10};
    assertThat(plain.match(twins, SQUARE)).containsExactly(0);
  }

  @Test
  void withoutObjectsAllIsBackground() {
    float[] anchors = {0, 0, 10, 10, 5, 5, 6, 6};
    assertThat(plain.match(new float[0], anchors)).containsExactly(BACKGROUND, BACKGROUND);
    assertThat(generous.match(new float[0], anchors)).containsExactly(BACKGROUND, BACKGROUND);
    assertThat(generous.match(SQUARE, new float[0])).isEmpty();
  }

  @Test
  void lowQualityMatchesRestoreAllBestAnchorsOfABox() {
    // IoU 0.3, 0.3, 0.2
    float[] anchors = {0, 0, 10, 3, 0, 7, 10, 10, 0, 0, 2, 10};
    assertThat(generous.match(SQUARE, anchors)).containsExactly(0, 0, BACKGROUND);
    assertThat(plain.match(SQUARE, anchors)).containsExactly(BACKGROUND, BACKGROUND, BACKGROUND);
  }

  @Test
  void aRestoredAnchorAnswersForItsOwnBestBox() {
    // Anchor 1 is the best of box 1 (10 / 190), but overlaps box 0 more (50 / 150).
    float[] boxes = {0, 0, 10, 10, 14, 0, 24, 10};
    float[] anchors = {0, 0, 10, 10, 5, 0, 15, 10};
    assertThat(generous.match(boxes, anchors)).containsExactly(0, 0);
  }

  @Test
  void aBoxThatOverlapsNothingRestoresAllAnchorsThatDoNotOverlapIt() {
    // torchvision's behaviour: box 1's best IoU is 0, and both anchors have it. Anchor 1 overlaps
    // nothing and answers for the first box.
    float[] boxes = {0, 0, 10, 10, 1000, 1000, 1010, 1010};
    float[] anchors = {0, 0, 10, 10, 50, 50, 60, 60};
    assertThat(generous.match(boxes, anchors)).containsExactly(0, 0);
    assertThat(plain.match(boxes, anchors)).containsExactly(0, BACKGROUND);
  }

  @Test
  void ignoredAnchorsCanBeRestored() {
    // IoU 0.45 is the best that the box has.
    assertThat(generous.match(SQUARE, new float[] {0, 0, 10, 4.5f})).containsExactly(0);
  }

  @Test
  void boxesOfOnePixelAreOrdinaryBoxes() {
    float[] pixel = {3, 3, 4, 4};
    float[] anchors = {3, 3, 4, 4, 0, 0, 10, 10};
    assertThat(plain.match(pixel, anchors)).containsExactly(0, BACKGROUND);
    assertThat(generous.match(pixel, new float[] {0, 0, 10, 10, 90, 90, 99, 99}))
        .containsExactly(0, BACKGROUND);
  }

  @Test
  void thresholdsThatAreEqualIgnoreNothing() {
    MaxIouMatcher sharp = new MaxIouMatcher(new MaxIouMatcher.Config(0.5, 0.5, false));
    assertThat(sharp.match(SQUARE, new float[] {0, 0, 10, 5, 0, 0, 10, 4.9f}))
        .containsExactly(0, BACKGROUND);
  }

  @Test
  void thresholdsOutOfOrderAreRefused() {
    double[][] pairs = {{0.4, 0.5}, {1.1, 0.5}, {0.5, -0.1}, {Double.NaN, 0.4}};
    for (double[] pair : pairs) {
      assertThatThrownBy(() -> new MaxIouMatcher.Config(pair[0], pair[1], true))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("0 <= negativeIou <= positiveIou <= 1");
    }
  }
}
