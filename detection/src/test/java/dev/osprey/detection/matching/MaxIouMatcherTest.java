package dev.osprey.detection.matching;

import static dev.osprey.detection.matching.Matches.BACKGROUND;
import static dev.osprey.detection.matching.Matches.IGNORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.matching.MaxIouMatcher.Config;
import dev.osprey.detection.matching.MaxIouMatcher.LowQuality;
import org.junit.jupiter.api.Test;

class MaxIouMatcherTest {
  private static final float[] SQUARE = {0, 0, 10, 10};
  private final MaxIouMatcher plain = new MaxIouMatcher(Config.of(0.5, 0.4, LowQuality.NONE));
  private final MaxIouMatcher generous =
      new MaxIouMatcher(Config.of(0.5, 0.4, LowQuality.OWN_BEST_BOX));

  @Test
  void anOverlapEqualToAThresholdIsOnTheHigherSide() {
    // Parts of the square: the IoU is the height in tenths.
    float[] anchors = {0, 0, 10, 5, 0, 0, 10, 4.9f, 0, 0, 10, 4, 0, 0, 10, 3.9f};
    assertThat(plain.match(SQUARE, anchors).truths())
        .containsExactly(0, IGNORED, IGNORED, BACKGROUND);
  }

  @Test
  void anAnchorIsAssignedToTheBoxThatItOverlapsMost() {
    // With [0, 0, 10, 10] the anchor shares 80 of 120, with [3, 0, 13, 10] 90 of 110.
    float[] boxes = {0, 0, 10, 10, 3, 0, 13, 10};
    assertThat(plain.match(boxes, new float[] {2, 0, 12, 10}).truths()).containsExactly(1);
  }

  @Test
  void takesTheFirstOfTwoBoxesWithTheSameOverlap() {
    float[] twins = {0, 0, 10, 10, 0, 0, 10, 10};
    assertThat(plain.match(twins, SQUARE).truths()).containsExactly(0);
  }

  @Test
  void everythingIsBackgroundWithoutObjects() {
    float[] anchors = {0, 0, 10, 10, 5, 5, 6, 6};
    assertThat(plain.match(new float[0], anchors).truths()).containsExactly(BACKGROUND, BACKGROUND);
    assertThat(generous.match(new float[0], anchors).truths())
        .containsExactly(BACKGROUND, BACKGROUND);
    assertThat(generous.match(SQUARE, new float[0]).truths()).isEmpty();
  }

  @Test
  void lowQualityMatchesRestoreAllBestAnchorsOfABox() {
    // IoU 0.3, 0.3, 0.2
    float[] anchors = {0, 0, 10, 3, 0, 7, 10, 10, 0, 0, 2, 10};
    assertThat(generous.match(SQUARE, anchors).truths()).containsExactly(0, 0, BACKGROUND);
    assertThat(plain.match(SQUARE, anchors).truths())
        .containsExactly(BACKGROUND, BACKGROUND, BACKGROUND);
  }

  @Test
  void aRestoredAnchorIsAssignedToItsOwnBestBox() {
    // Anchor 1 is the best of box 1 (10 / 190), but overlaps box 0 more (50 / 150).
    float[] boxes = {0, 0, 10, 10, 14, 0, 24, 10};
    float[] anchors = {0, 0, 10, 10, 5, 0, 15, 10};
    assertThat(generous.match(boxes, anchors).truths()).containsExactly(0, 0);
  }

  @Test
  void aBoxThatOverlapsNothingRestoresAllAnchorsThatDoNotOverlapIt() {
    // torchvision's behaviour: box 1's best IoU is 0, and both anchors have it. Anchor 1 overlaps
    // nothing and answers for the first box.
    float[] boxes = {0, 0, 10, 10, 1000, 1000, 1010, 1010};
    float[] anchors = {0, 0, 10, 10, 50, 50, 60, 60};
    assertThat(generous.match(boxes, anchors).truths()).containsExactly(0, 0);
    assertThat(plain.match(boxes, anchors).truths()).containsExactly(0, BACKGROUND);
  }

  @Test
  void ignoredAnchorsCanBeRestored() {
    // IoU 0.45 is the best that the box has.
    assertThat(generous.match(SQUARE, new float[] {0, 0, 10, 4.5f}).truths()).containsExactly(0);
  }

  @Test
  void boxesOfOnePixelAreOrdinaryBoxes() {
    float[] pixel = {3, 3, 4, 4};
    float[] anchors = {3, 3, 4, 4, 0, 0, 10, 10};
    assertThat(plain.match(pixel, anchors).truths()).containsExactly(0, BACKGROUND);
    assertThat(generous.match(pixel, new float[] {0, 0, 10, 10, 90, 90, 99, 99}).truths())
        .containsExactly(0, BACKGROUND);
  }

  @Test
  void equalThresholdsIgnoreNothing() {
    MaxIouMatcher sharp = new MaxIouMatcher(Config.of(0.5, 0.5, LowQuality.NONE));
    assertThat(sharp.match(SQUARE, new float[] {0, 0, 10, 5, 0, 0, 10, 4.9f}).truths())
        .containsExactly(0, BACKGROUND);
  }

  @Test
  void thresholdsOutOfOrderAreRefused() {
    double[][] pairs = {{0.4, 0.5}, {1.1, 0.5}, {0.5, -0.1}, {Double.NaN, 0.4}};
    for (double[] pair : pairs) {
      assertThatThrownBy(() -> Config.of(pair[0], pair[1], LowQuality.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("0 <= negativeIou <= positiveIou <= 1");
    }
  }

  @Test
  void eachBoxTakesItsBestCandidatesFromTheBoxesBeforeIt() {
    // Candidate 1 is the best of box 1 (10 / 190), but overlaps box 0 more (50 / 150). Candidate 2
    // overlaps box 1 exactly as much as candidate 1 does.
    float[] boxes = {0, 0, 10, 10, 14, 0, 24, 10};
    float[] candidates = {0, 0, 10, 10, 5, 0, 15, 10, 23, 0, 33, 10};
    assertThat(matcher(LowQuality.EACH_BOX_TAKES_ALL, 0).match(boxes, candidates).truths())
        .containsExactly(0, 1, 1);
    assertThat(matcher(LowQuality.EACH_BOX_TAKES_FIRST, 0).match(boxes, candidates).truths())
        .containsExactly(0, 1, BACKGROUND);
    assertThat(matcher(LowQuality.OWN_BEST_BOX, 0).match(boxes, candidates).truths())
        .containsExactly(0, 0, 1);
  }

  @Test
  void aLaterBoxTakesAnAnchorEvenFromABetterMatch() {
    // Both boxes have their best overlap with the one candidate: 100 / 100 and 80 / 120.
    float[] boxes = {0, 0, 10, 10, 2, 0, 12, 10};
    assertThat(matcher(LowQuality.EACH_BOX_TAKES_ALL, 0).match(boxes, SQUARE).truths())
        .containsExactly(1);
    assertThat(matcher(LowQuality.EACH_BOX_TAKES_ALL, 0).match(boxes, SQUARE).ious())
        .containsExactly(1);
  }

  @Test
  void boxesBelowTheMinimumOverlapGetNoFurtherAnchors() {
    // The best overlap is 0.3.
    float[] third = {0, 0, 10, 3};
    for (LowQuality rule :
        new LowQuality[] {LowQuality.OWN_BEST_BOX, LowQuality.EACH_BOX_TAKES_ALL}) {
      assertThat(matcher(rule, 0.3).match(SQUARE, third).truths()).containsExactly(0);
      assertThat(matcher(rule, 0.31).match(SQUARE, third).truths()).containsExactly(BACKGROUND);
    }
  }

  @Test
  void candidatesOnIgnoredBoxesAreAssignedToNothing() {
    // Half of candidate 0 and a tenth of candidate 1 lie on the ignored box, of whose area
    // candidate
    // 0 takes 50 / 500 and candidate 1 10 / 500.
    float[] candidates = {0, 0, 10, 10, 0, -4, 10, 6};
    float[] ignored = {0, 5, 10, 55};
    assertThat(ignoring(0.4, IgnoreRule.ShareOf.CANDIDATE).match(SQUARE, ignored, candidates))
        .satisfies(
            matches -> {
              assertThat(matches.truths()).containsExactly(IGNORED, 0);
              assertThat(matches.ious()).containsExactly(-1, 60f / 140);
            });
    assertThat(
            ignoring(0.05, IgnoreRule.ShareOf.IGNORED_BOX)
                .match(SQUARE, ignored, candidates)
                .truths())
        .containsExactly(IGNORED, 0);
    // Exactly the threshold is not above it.
    assertThat(
            ignoring(0.5, IgnoreRule.ShareOf.CANDIDATE).match(SQUARE, ignored, candidates).truths())
        .containsExactly(0, IGNORED);
  }

  @Test
  void withoutObjectsIgnoredBoxesAreBackgroundToo() {
    assertThat(
            ignoring(0.1, IgnoreRule.ShareOf.CANDIDATE)
                .match(new float[0], SQUARE, SQUARE)
                .truths())
        .containsExactly(BACKGROUND);
  }

  private static MaxIouMatcher matcher(LowQuality rule, double least) {
    return new MaxIouMatcher(new Config(0.5, 0.4, rule, least, null));
  }

  private static MaxIouMatcher ignoring(double aboveIof, IgnoreRule.ShareOf shareOf) {
    return new MaxIouMatcher(
        new Config(0.5, 0.4, LowQuality.EACH_BOX_TAKES_ALL, 0, new IgnoreRule(aboveIof, shareOf)));
  }

  @Test
  void aBoxWithLittleOverlapTakesItsBestCandidateFromAnotherBox() {
    // Box 0 is candidate 0 (IoU 1); box 1 overlaps candidate 0 alone, by 1 / 100.
    float[] boxes = {0, 0, 10, 10, 9, 9, 10, 10};
    float[] candidates = {0, 0, 10, 10, 20, 20, 30, 30};
    assertThat(inheriting(0.2).match(boxes, candidates).truths()).containsExactly(1, BACKGROUND);
    // In the other order box 0 has it again: it takes the candidate as its own.
    float[] reversed = {9, 9, 10, 10, 0, 0, 10, 10};
    assertThat(inheriting(0.2).match(reversed, candidates).truths()).containsExactly(1, BACKGROUND);
  }

  @Test
  void aBoxBelowTheMinimumOverlapTakesNoCandidate() {
    // IoU 10 / 100 with candidate 0, and none with candidate 1
    float[] candidates = {0, 0, 10, 1, 20, 20, 30, 30};
    assertThat(inheriting(0.2).match(SQUARE, candidates).truths())
        .containsExactly(BACKGROUND, BACKGROUND);
    assertThat(inheriting(0.1).match(SQUARE, candidates).truths()).containsExactly(0, BACKGROUND);
  }

  private static MaxIouMatcher inheriting(double lowQualityIou) {
    return new MaxIouMatcher(
        new Config(0.35, 0.35, LowQuality.EACH_BOX_TAKES_FIRST_OR_INHERITS, lowQualityIou, null));
  }
}
