package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NmsTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void keepsNothingOfNoBoxes() {
    assertThat(Nms.keep(new float[0], new float[0], 0.5)).isEmpty();
    assertThat(Nms.keepPerLabel(new ScoredBoxes(new float[0], new float[0], new int[0]), 0.5))
        .isEmpty();
    assertThat(Nms.keepWithinLabels(new ScoredBoxes(new float[0], new float[0], new int[0]), 0.5))
        .isEmpty();
  }

  @Test
  void keepsABoxWhoseOverlapEqualsTheThreshold() {
    // areas 100 and 50, intersection 50: 50 / (100 + 50 - 50) = 0.5
    float[] boxes = {0, 0, 10, 10, 0, 0, 10, 5};
    float[] scores = {0.9f, 0.8f};
    assertThat(Nms.keep(boxes, scores, 0.5)).containsExactly(0, 1);
    assertThat(Nms.keep(boxes, scores, 0.4999)).containsExactly(0);
  }

  @Test
  void comparesTheFloatOverlapWithTheThresholdAsADouble() {
    // The IoU is 3/10 in float32, 0.300000012: above 0.3. That of 7/10 is 0.699999988: below 0.7.
    float[] scores = {0.9f, 0.8f};
    assertThat(Nms.keep(new float[] {0, 0, 10, 1, 0, 0, 3, 1}, scores, 0.3)).containsExactly(0);
    assertThat(Nms.keep(new float[] {0, 0, 10, 1, 0, 0, 7, 1}, scores, 0.7)).containsExactly(0, 1);
  }

  @Test
  void takesBoxesByDescendingScoreAndEqualOnesByIndex() {
    // 0 and 1 overlap by 90/110, 2 lies apart
    float[] boxes = {0, 0, 10, 10, 1, 0, 11, 10, 50, 50, 60, 60};
    assertThat(Nms.keep(boxes, new float[] {0.5f, 0.6f, 0.7f}, 0.5)).containsExactly(2, 1);
    assertThat(Nms.keep(boxes, new float[] {0.5f, 0.5f, 0.5f}, 0.5)).containsExactly(0, 2);
  }

  @Test
  void droppedBoxesDropNoOtherBoxes() {
    // A chain: 0 drops 1 (80/120), 1 would drop 2 (80/120), 0 and 2 overlap by 60/140 only.
    float[] boxes = {0, 0, 10, 10, 2, 0, 12, 10, 4, 0, 14, 10};
    assertThat(Nms.keep(boxes, new float[] {0.9f, 0.8f, 0.7f}, 0.5)).containsExactly(0, 2);
  }

  @Test
  void keepsIdenticalBoxesWithoutArea() {
    // 0 / 0 is no overlap
    float[] boxes = {5, 5, 5, 5, 5, 5, 5, 5, 3, 0, 3, 9, 3, 0, 3, 9};
    assertThat(Nms.keep(boxes, new float[] {4, 3, 2, 1}, 0)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void invertedBoxesNeitherDropNorAreDropped() {
    float[] boxes = {10, 10, 0, 0, 10, 10, 0, 0, 0, 0, 10, 10};
    assertThat(Nms.keep(boxes, new float[] {3, 2, 1}, 0.5)).containsExactly(0, 1, 2);
  }

  @Test
  void thresholdZeroDropsAnyOverlap() {
    float[] boxes = {0, 0, 10, 10, 9, 9, 19, 19, 10, 0, 20, 9};
    assertThat(Nms.keep(boxes, new float[] {3, 2, 1}, 0)).containsExactly(0, 2);
  }

  @Test
  void boxesOfDifferentLabelsDoNotDropEachOther() {
    float[] boxes = {0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 10};
    float[] scores = {0.1f, 0.3f, 0.2f};
    int[] labels = {0, 7, 0};
    assertThat(Nms.keepPerLabel(new ScoredBoxes(boxes, scores, labels), 0.5)).containsExactly(1, 2);
    assertThat(Nms.keepWithinLabels(new ScoredBoxes(boxes, scores, labels), 0.5))
        .containsExactly(1, 2);
  }

  @Test
  void shiftingRoundsOverlapsOfHighLabels() {
    // Label 0 keeps the IoU of 0.5 - 1e-6. Label 90 shifts by 90 · 1001, where float32 is 1/128
    // coarse: the side 5.00001 becomes 5, the IoU exactly 0.5; at 0.4999999 only that is dropped.
    float[] boxes = {0, 0, 10, 10, 0, 0, 10, 4.99999f, 990, 990, 1000, 1000};
    float[] scores = {3, 2, 1};
    assertThat(Nms.keepPerLabel(new ScoredBoxes(boxes, scores, new int[] {0, 0, 0}), 0.4999999))
        .containsExactly(0, 1, 2);
    assertThat(Nms.keepPerLabel(new ScoredBoxes(boxes, scores, new int[] {90, 90, 0}), 0.4999999))
        .containsExactly(0, 2);
    assertThat(
            Nms.keepWithinLabels(new ScoredBoxes(boxes, scores, new int[] {90, 90, 0}), 0.4999999))
        .containsExactly(0, 1, 2);
  }

  @Test
  void aboveAThousandBoxesCoordinatesAreNotShifted() {
    float[] boxes = new float[4 * 1001];
    int[] labels = new int[1001];
    float[] scores = new float[1001];
    float[] pair = {0, 0, 10, 10, 0, 0, 10, 4.99999f};
    for (int i = 0; i < 1001; i++) {
      int x = 20 * i;
      System.arraycopy(new float[] {x, 100, x + 10, 110}, 0, boxes, 4 * i, 4);
      scores[i] = -i;
      labels[i] = 90;
    }
    System.arraycopy(pair, 0, boxes, 0, 8);
    assertThat(Nms.keepPerLabel(new ScoredBoxes(boxes, scores, labels), 0.4999999)).hasSize(1001);
    int[] first = IntStream.range(0, 1000).toArray();
    assertThat(
            Nms.keepPerLabel(
                new ScoredBoxes(
                    Boxes.select(boxes, first),
                    Arrays.copyOf(scores, 1000),
                    Arrays.copyOf(labels, 1000)),
                0.4999999))
        .hasSize(999)
        .doesNotContain(1);
  }

  @Test
  void boxesThatAreNotFiniteDoNotAffectTheOthers() {
    for (float odd : new float[] {Float.NaN, INFINITY, -INFINITY}) {
      float[] boxes = {0, 0, 10, 10, 0, 0, 10, 9, 0, 0, odd, 5};
      float[] scores = {0.9f, 0.8f, 0.7f};
      assertThat(Nms.keepPerLabel(new ScoredBoxes(boxes, scores, new int[] {0, 0, 1}), 0.5))
          .as("%s in another class", odd)
          .containsExactly(0, 2);
      assertThat(Nms.keepPerLabel(new ScoredBoxes(boxes, scores, new int[] {2, 2, 2}), 0.5))
          .as("%s in the same class", odd)
          .containsExactly(0, 2);
    }
  }

  @Test
  void returnsTheFirstSuppressorAndItsOverlap() {
    // 0 and 2 are kept (60/140), 1 overlaps both by 80/120: 0 comes first. 3 is of another label.
    float[] boxes = {0, 0, 10, 10, 2, 0, 12, 10, 4, 0, 14, 10, 2, 0, 12, 10};
    float[] scores = {0.9f, 0.7f, 0.8f, 0.6f};
    int[] labels = {1, 1, 1, 0};
    for (Nms.Suppression result :
        List.of(
            Nms.suppressPerLabel(new ScoredBoxes(boxes, scores, labels), 0.5),
            Nms.suppressWithinLabels(new ScoredBoxes(boxes, scores, labels), 0.5))) {
      assertThat(result.kept()).containsExactly(0, 2, 3);
      assertThat(result.suppressors()).containsExactly(-1, 0, -1, -1);
      assertThat(result.overlaps()).containsExactly(0, 80f / 120f, 0, 0);
    }
  }

  @Property(tries = 200)
  void suppressorsAreKeptAndHaveTheSameLabelAndNoLowerScore(
      @ForAll long seed,
      @ForAll @IntRange(max = 80) int size,
      @ForAll @IntRange(min = 1, max = 4) int classes) {
    RandomBoxes random = RandomBoxes.of(seed, size);
    int[] labels = new Random(~seed).ints(size, 0, classes).toArray();
    Nms.Suppression result =
        Nms.suppressWithinLabels(new ScoredBoxes(random.boxes, random.scores, labels), 0.5);
    for (int i = 0; i < size; i++) {
      int suppressor = result.suppressors()[i];
      int box = i;
      assertThat(Arrays.stream(result.kept()).anyMatch(k -> k == box)).isEqualTo(suppressor < 0);
      if (suppressor >= 0) {
        assertThat(result.kept()).contains(suppressor);
        assertThat(labels[suppressor]).isEqualTo(labels[i]);
        assertThat(random.scores[suppressor]).isGreaterThanOrEqualTo(random.scores[i]);
        assertThat(result.overlaps()[i])
            .isGreaterThan(0.5f)
            .isEqualTo(Boxes.iou(random.boxes, suppressor, random.boxes, i));
      }
    }
  }

  @Property(tries = 200)
  void suppressingAgainChangesNothing(
      @ForAll long seed, @ForAll @IntRange(max = 60) int size, @ForAll @IntRange(max = 10) int t) {
    RandomBoxes random = RandomBoxes.of(seed, size);
    int[] kept = Nms.keep(random.boxes, random.scores, t / 10.0);
    float[] keptScores = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptScores[i] = random.scores[kept[i]];
    }
    int[] again = Nms.keep(Boxes.select(random.boxes, kept), keptScores, t / 10.0);
    assertThat(again).containsExactly(IntStream.range(0, kept.length).toArray());
  }

  @Property(tries = 200)
  void keptBoxesDoNotOverlapAndDroppedBoxesOverlapAKeptOne(
      @ForAll long seed, @ForAll @IntRange(max = 60) int size) {
    RandomBoxes random = RandomBoxes.of(seed, size);
    int[] kept = Nms.keep(random.boxes, random.scores, 0.5);
    for (int i = 0; i < size; i++) {
      int box = i;
      boolean isKept = Arrays.stream(kept).anyMatch(k -> k == box);
      boolean overlapsABetterOne =
          Arrays.stream(kept)
              .takeWhile(k -> k != box)
              .filter(k -> random.scores[k] >= random.scores[box])
              .anyMatch(k -> Boxes.iou(random.boxes, k, random.boxes, box) > 0.5);
      assertThat(isKept).isNotEqualTo(overlapsABetterOne);
    }
  }

  @Property(tries = 100)
  void shiftingAndLoopingOverLabelsAgreeOnWholePixels(
      @ForAll long seed,
      @ForAll @IntRange(max = 80) int size,
      @ForAll @IntRange(min = 1, max = 6) int classes) {
    // Whole pixels survive the shift: labels up to 5 times 65 pixels stay exact in float32.
    RandomBoxes random = RandomBoxes.of(seed, size);
    int[] labels = new Random(~seed).ints(size, 0, classes).toArray();
    assertThat(Nms.keepPerLabel(new ScoredBoxes(random.boxes, random.scores, labels), 0.5))
        .containsExactly(
            Nms.keepWithinLabels(new ScoredBoxes(random.boxes, random.scores, labels), 0.5));
  }

  /** Boxes with corners on whole pixels up to 64, some empty, and few different scores. */
  private record RandomBoxes(float[] boxes, float[] scores) {
    static RandomBoxes of(long seed, int size) {
      Random random = new Random(seed);
      float[] boxes = new float[4 * size];
      float[] scores = new float[size];
      for (int i = 0; i < size; i++) {
        boxes[4 * i] = random.nextInt(32);
        boxes[4 * i + 1] = random.nextInt(32);
        boxes[4 * i + 2] = boxes[4 * i] + random.nextInt(33);
        boxes[4 * i + 3] = boxes[4 * i + 1] + random.nextInt(33);
        scores[i] = random.nextInt(8) / 8f;
      }
      return new RandomBoxes(boxes, scores);
    }
  }
}
