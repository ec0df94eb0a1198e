package dev.osprey.inference.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.data.SeededRandom;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewMergingTest {

  private static Detections found(float score, int label, float... box) {
    return new Detections(box, new float[] {score}, new int[] {label});
  }

  /** Of views at the trained scale. */
  private static Detections merged(
      Merge merge, double iou, @Nullable Integer limit, List<Detections> views) {
    return new ViewMerging(merge, iou, limit)
        .merge(views.stream().map(each -> new View(1, each)).toList(), SizeFilter.none());
  }

  @Test
  void nmsKeepsTheBestBoxOfAnObject() {
    // IoU 8 / 12
    Detections merged =
        merged(
            Merge.NMS,
            0.5,
            null,
            List.of(found(0.6f, 0, 0, 0, 10, 1), found(0.9f, 0, 2, 0, 12, 1)));

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.box(0)).isEqualTo(new Box(2, 0, 12, 1));
  }

  @Test
  void votingAveragesBoxesAndLandmarksByScore() {
    // Weights 1/4 and 3/4: x1 = (0 + 3 · 2) / 4, x2 = (10 + 3 · 12) / 4, and so each landmark.
    Detections first =
        new Detections(
            new float[] {0, 0, 10, 1},
            new float[] {0.25f},
            new int[] {0},
            new float[] {0, 4, 0, 4, 0, 4, 0, 4, 0, 4});
    Detections second =
        new Detections(
            new float[] {2, 0, 12, 1},
            new float[] {0.75f},
            new int[] {0},
            new float[] {4, 0, 4, 0, 4, 0, 4, 0, 4, 0});

    Detections merged = merged(Merge.VOTING, 0.4, null, List.of(first, second));

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.boxes()).containsExactly(1.5f, 0, 11.5f, 1);
    assertThat(merged.score(0)).isEqualTo(0.75f);
    assertThat(merged.landmarks()).containsExactly(3, 1, 3, 1, 3, 1, 3, 1, 3, 1);
  }

  @Test
  void votesIncludeTheThresholdAndNmsExcludesIt() {
    // IoU 5 / 10, a half in float32 to the bit
    List<Detections> views = List.of(found(0.9f, 0, 0, 0, 10, 1), found(0.5f, 0, 0, 0, 5, 1));

    assertThat(merged(Merge.VOTING, 0.5, null, views).size()).isEqualTo(1);
    assertThat(merged(Merge.NMS, 0.5, null, views).size()).isEqualTo(2);
  }

  @Test
  void mergesEachClassSeparately() {
    List<Detections> views = List.of(found(0.9f, 0, 0, 0, 10, 1), found(0.5f, 1, 0, 0, 10, 1));

    for (Merge merge : Merge.values()) {
      assertThat(merged(merge, 0.5, null, views).size()).isEqualTo(2);
    }
  }

  @Test
  void keepsAnObjectThatOnlyOneViewFinds() {
    Detections merged =
        merged(Merge.VOTING, 0.5, null, List.of(found(0.3f, 0, 0, 0, 9, 9), Detections.none()));

    assertThat(merged.boxes()).containsExactly(0, 0, 9, 9);
  }

  @Test
  void limitKeepsTheBestScores() {
    List<Detections> views =
        List.of(found(0.3f, 0, 0, 0, 9, 9), found(0.9f, 1, 0, 0, 9, 9), found(0.5f, 2, 0, 0, 9, 9));

    assertThat(merged(Merge.NMS, 0.5, 2, views).scores()).containsExactly(0.9f, 0.5f);
    assertThat(merged(Merge.VOTING, 0.5, 2, views).scores()).containsExactly(0.9f, 0.5f);
    // each was seen by one view of three
    assertThat(merged(Merge.FUSION, 0.5, 2, views).scores())
        .containsExactly(new float[] {0.3f, 0.5f / 3}, within(1e-6f));
  }

  @Test
  void scoresOfZeroVoteToo() {
    Detections merged =
        merged(Merge.VOTING, 0.5, null, List.of(found(0, 0, 0, 0, 9, 9), found(0, 0, 0, 0, 9, 9)));

    assertThat(merged.boxes()).containsExactly(0, 0, 9, 9);
  }

  @Property(tries = 200)
  void orderOfViewsDoesNotMatter(@ForAll long seed) {
    SeededRandom random = SeededRandom.of(seed);
    List<Detections> views = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      float x = random.nextInt(30);
      float y = random.nextInt(30);
      views.add(
          found(
              0.05f + 0.07f * i,
              random.nextInt(2),
              x,
              y,
              x + 5 + random.nextInt(20),
              y + 5 + random.nextInt(20)));
    }
    Collections.shuffle(views, new java.util.Random(seed));
    for (Merge merge : Merge.values()) {
      Detections merged = merged(merge, 0.4, 9, views);
      List<Detections> reversed = new ArrayList<>(views);
      Collections.reverse(reversed);
      Detections again = merged(merge, 0.4, 9, reversed);

      assertThat(again.boxes()).isEqualTo(merged.boxes());
      assertThat(again.scores()).isEqualTo(merged.scores());
      assertThat(again.labels()).isEqualTo(merged.labels());
      for (int i = 1; i < merged.size(); i++) {
        assertThat(merged.score(i - 1)).isGreaterThanOrEqualTo(merged.score(i));
      }
    }
  }

  @Test
  void votedBoxesLieBetweenTheBoxesThatVote() {
    Detections merged =
        merged(
            Merge.VOTING,
            0.3,
            null,
            List.of(
                found(0.9f, 0, 0, 0, 30, 30),
                found(0.6f, 0, 3, 3, 33, 33),
                found(0.3f, 0, 6, 6, 36, 36)));

    // (0.6 · 3 + 0.3 · 6) / 1.8
    assertThat(merged.box(0).x1()).isCloseTo(2, within(1e-5));
    assertThat(merged.box(0).y2()).isCloseTo(32, within(1e-5));
  }
}
