package dev.osprey.detection.retinanet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.retinanet.AnchorTargets.Objects;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorTargetsTest {
  private static final Objects NOTHING = new Objects(new float[0], new int[0]);
  // With the square [0, 0, 10, 10] they have an IoU of 1, 0.45 and 0.
  private static final Anchors ANCHORS =
      new Anchors(new float[] {0, 0, 10, 10, 0, 0, 10, 4.5f, 50, 50, 60, 60}, new int[] {2, 1});
  private final MaxIouMatcher matcher =
      new MaxIouMatcher(new MaxIouMatcher.Config(0.5, 0.4, false));

  @Test
  void rowsNumberTheAnchorsOfAllPictures() {
    AnchorTargets targets =
        AnchorTargets.match(
            matcher,
            ANCHORS,
            List.of(
                NOTHING,
                new Objects(new float[] {0, 0, 10, 10, 51, 50, 61, 60}, new int[] {4, 7})));
    assertThat(targets.rows()).isEqualTo(6);
    assertThat(targets.pictures()).isEqualTo(2);
    assertThat(targets.positives()).containsExactly(3, 5);
    assertThat(targets.ignored()).containsExactly(4);
    assertThat(targets.positiveLabels()).containsExactly(4, 7);
    assertThat(targets.positiveBoxes()).containsExactly(0, 0, 10, 10, 51, 50, 61, 60);
    assertThat(targets.positiveAnchors()).containsExactly(0, 0, 10, 10, 50, 50, 60, 60);
    assertThat(targets.positivesPerPicture()).containsExactly(0, 2);
  }

  @Test
  void picturesWithoutObjectsHaveNoPositiveAndNoIgnoredRows() {
    AnchorTargets targets = AnchorTargets.match(matcher, ANCHORS, List.of(NOTHING, NOTHING));
    assertThat(targets.rows()).isEqualTo(6);
    assertThat(targets.positives()).isEmpty();
    assertThat(targets.ignored()).isEmpty();
    assertThat(targets.positiveBoxes()).isEmpty();
    assertThat(targets.positivesPerPicture()).containsExactly(0, 0);
  }

  @Test
  void severalAnchorsMayAnswerForOneObject() {
    MaxIouMatcher lenient = new MaxIouMatcher(new MaxIouMatcher.Config(0.4, 0.4, false));
    AnchorTargets targets =
        AnchorTargets.match(
            lenient, ANCHORS, List.of(new Objects(new float[] {0, 0, 10, 10}, new int[] {2})));
    assertThat(targets.positives()).containsExactly(0, 1);
    assertThat(targets.positiveLabels()).containsExactly(2, 2);
    assertThat(targets.positiveBoxes()).containsExactly(0, 0, 10, 10, 0, 0, 10, 10);
  }

  @Test
  void anObjectOfOnePixelFindsItsAnchorByLowQualityMatchesOnly() {
    Objects pixel = new Objects(new float[] {55, 55, 56, 56}, new int[] {0});
    assertThat(AnchorTargets.match(matcher, ANCHORS, List.of(pixel)).positives()).isEmpty();
    MaxIouMatcher generous = new MaxIouMatcher(new MaxIouMatcher.Config(0.5, 0.4, true));
    assertThat(AnchorTargets.match(generous, ANCHORS, List.of(pixel)).positives())
        .containsExactly(2);
  }
}
