package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoxTest {
  @Test
  void createsABoxFromCocosCornerAndSize() {
    Box box = Box.ofXywh(10, 20, 30, 40);
    assertThat(box).isEqualTo(new Box(10, 20, 40, 60));
    assertThat(box.width()).isEqualTo(30);
    assertThat(box.height()).isEqualTo(40);
    assertThat(box.area()).isEqualTo(1200);
    assertThat(box.isEmpty()).isFalse();
  }

  @Test
  void emptyAndInvertedBoxesHaveNoArea() {
    assertThat(new Box(5, 5, 5, 9).area()).isZero();
    assertThat(new Box(5, 5, 5, 9).isEmpty()).isTrue();
    assertThat(new Box(9, 9, 5, 5).area()).isZero();
    assertThat(new Box(9, 9, 5, 5).isEmpty()).isTrue();
    assertThat(new Box(0, 0, Double.NaN, 5).isEmpty()).isTrue();
  }

  @Test
  void overlapIsIntersectionOverUnion() {
    // 25 / (100 + 100 - 25)
    assertThat(new Box(0, 0, 10, 10).iou(new Box(5, 5, 15, 15))).isEqualTo(25.0 / 175);
    assertThat(new Box(0, 0, 10, 10).iou(new Box(10, 0, 20, 10))).isZero();
    assertThat(new Box(0, 0, 10, 10).iou(new Box(0, 0, 10, 10))).isEqualTo(1);
  }

  @Test
  void overlapOfEmptyBoxesIsZero() {
    Box point = new Box(3, 3, 3, 3);
    assertThat(point.iou(point)).isZero();
    assertThat(point.iou(new Box(0, 0, 9, 9))).isZero();
  }

  @Test
  void clippingLeavesThePartInsideTheImage() {
    ImageSize size = new ImageSize(30, 20);
    assertThat(new Box(-5, -5, 50, 50).clipTo(size)).isEqualTo(new Box(0, 0, 20, 30));
    assertThat(new Box(1, 2, 3, 4).clipTo(size)).isEqualTo(new Box(1, 2, 3, 4));
    assertThat(new Box(25, 5, 40, 10).clipTo(size).isEmpty()).isTrue();
  }
}
