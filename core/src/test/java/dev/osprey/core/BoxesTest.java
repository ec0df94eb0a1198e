package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BoxesTest {
  // Two squares of 10 x 10 that share 5 x 5: IoU 25 / 175 = 1/7, hull 15 x 15 = 225.
  private static final float[] PAIR = {0, 0, 10, 10, 5, 5, 15, 15};

  @Test
  void packsAndUnpacksInOrder() {
    List<Box> boxes = List.of(new Box(1, 2, 3, 4), new Box(5.5, 6.5, 7.5, 8.5));
    float[] packed = Boxes.pack(boxes);
    assertThat(packed).containsExactly(1, 2, 3, 4, 5.5f, 6.5f, 7.5f, 8.5f);
    assertThat(Boxes.get(packed, 1)).isEqualTo(boxes.get(1));
    assertThat(Boxes.pack(List.of())).isEmpty();
  }

  @Test
  void selectsRowsInTheGivenOrderAndRepeatedly() {
    assertThat(Boxes.select(PAIR, new int[] {1, 0, 1}))
        .containsExactly(5, 5, 15, 15, 0, 0, 10, 10, 5, 5, 15, 15);
    assertThat(Boxes.select(PAIR, new int[0])).isEmpty();
  }

  @Test
  void overlapOfTwoSquares() {
    assertThat(Boxes.intersection(PAIR, 0, PAIR, 1)).isEqualTo(25);
    assertThat(Boxes.iou(PAIR, 0, PAIR, 1)).isEqualTo(25f / 175f);
    // 1/7 - (225 - 175) / 225
    assertThat(Boxes.generalizedIou(PAIR, 0, PAIR, 1)).isEqualTo(25f / 175f - 50f / 225f);
  }

  @Test
  void boxesThatTouchDoNotOverlap() {
    float[] boxes = {0, 0, 10, 10, 10, 0, 20, 10};
    assertThat(Boxes.iou(boxes, 0, boxes, 1)).isZero();
    assertThat(Boxes.generalizedIou(boxes, 0, boxes, 1)).isZero();
  }

  @Test
  void generalizedIouOfBoxesFarApartNearsMinusOne() {
    // Two pixels at a distance: union 2, hull 1000 x 1000: 0 - (10^6 - 2) / 10^6
    float[] boxes = {0, 0, 1, 1, 999, 999, 1000, 1000};
    assertThat(Boxes.generalizedIou(boxes, 0, boxes, 1)).isEqualTo(-0.999998f, within(1e-7f));
  }

  @Test
  void iouOfTwoBoxesWithoutAreaIsNotANumber() {
    float[] boxes = {3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 5, 5};
    assertThat(Boxes.iou(boxes, 0, boxes, 1)).isNaN();
    assertThat(Boxes.iou(boxes, 0, boxes, 2)).isZero();
  }

  @Test
  void areaOfABoxInvertedOnOneSideIsNegative() {
    assertThat(Boxes.area(new float[] {10, 0, 0, 10}, 0)).isEqualTo(-100);
  }

  @Test
  void clipsEachCoordinateToItsOwnSide() {
    float[] boxes = {-5, -6, 50, 60, 25, 35, 24, 34, 0, 0, 20, 30};
    Boxes.clip(boxes, 30, 20);
    assertThat(boxes).containsExactly(0, 0, 20, 30, 20, 30, 20, 30, 0, 0, 20, 30);
  }

  @Test
  void sidesEqualToTheMinimumAreLongEnough() {
    float[] boxes = {0, 0, 2, 2, 0, 0, 1.9f, 9, 0, 0, 9, 1.9f, 4, 4, 3, 9, 0, 0, Float.NaN, 9};
    assertThat(Boxes.withSidesAtLeast(boxes, 2)).containsExactly(0);
    assertThat(Boxes.withSidesAtLeast(boxes, 0)).containsExactly(0, 1, 2);
    assertThat(Boxes.withSidesAtLeast(new float[0], 2)).isEmpty();
  }

  @Property
  void overlapsAreSymmetricAndInTheirRanges(
      @ForAll("boxes") float[] a, @ForAll("boxes") float[] b) {
    float iou = Boxes.iou(a, 0, b, 0);
    assertThat(iou).isBetween(0f, 1f).isEqualTo(Boxes.iou(b, 0, a, 0));
    float giou = Boxes.generalizedIou(a, 0, b, 0);
    assertThat(giou).isGreaterThan(-1f).isLessThanOrEqualTo(iou + 1e-6f);
    assertThat(giou).isEqualTo(Boxes.generalizedIou(b, 0, a, 0));
    assertThat((double) iou).isEqualTo(Boxes.get(a, 0).iou(Boxes.get(b, 0)), within(1e-5));
  }

  @Property
  void iouOfABoxWithItselfIsOne(@ForAll("boxes") float[] box) {
    assertThat(Boxes.iou(box, 0, box, 0)).isEqualTo(1f);
    assertThat(Boxes.generalizedIou(box, 0, box, 0)).isEqualTo(1f, within(1e-6f));
  }

  /** One box with sides from 1 to 500, on eighths of a pixel: differences stay exact. */
  @Provide
  Arbitrary<float[]> boxes() {
    Arbitrary<Integer> corner = Arbitraries.integers().between(-2000, 2000);
    Arbitrary<Integer> side = Arbitraries.integers().between(8, 4000);
    return Combinators.combine(corner, corner, side, side)
        .as((x, y, w, h) -> new float[] {x / 8f, y / 8f, (x + w) / 8f, (y + h) / 8f});
  }
}
