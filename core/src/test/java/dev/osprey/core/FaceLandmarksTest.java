package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaceLandmarksTest {
  private static final List<Point> FACE =
      List.of(new Point(1, 2), new Point(3, 4), new Point(5, 6), new Point(7, 8), new Point(9, 10));

  @Test
  void mirroringExchangesEyesAndCornersOfTheMouth() {
    assertThat(FaceLandmarks.mirrored(FACE))
        .containsExactly(FACE.get(1), FACE.get(0), FACE.get(2), FACE.get(4), FACE.get(3));
    assertThat(FaceLandmarks.mirrored(FaceLandmarks.mirrored(FACE))).isEqualTo(FACE);
    assertThat(FaceLandmarks.mirrored(List.of())).isEmpty();
  }

  @Test
  void packsUnknownLandmarksAsNaN() {
    float[] packed = FaceLandmarks.pack(List.of(List.of(), FACE));

    assertThat(packed).hasSize(20);
    for (int i = 0; i < 10; i++) {
      assertThat(packed[i]).isNaN();
      assertThat(packed[10 + i]).isEqualTo(i + 1);
    }
    assertThat(FaceLandmarks.get(packed, 1)).isEqualTo(FACE);
    assertThat(FaceLandmarks.select(packed, new int[] {1}))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void packsNothingIfNoObjectHasLandmarks() {
    assertThat(FaceLandmarks.pack(List.of())).isEmpty();
    assertThat(FaceLandmarks.pack(List.of(List.of(), List.of()))).isEmpty();
  }

  @Test
  void refusesFewerThanFiveLandmarks() {
    List<Point> four = FACE.subList(0, 4);
    assertThatThrownBy(() -> new Annotation(new Box(0, 0, 1, 1), 0, 1, Set.of(), four))
        .hasMessage("a face has 5 landmarks or none, not 4");
    assertThatThrownBy(() -> new Detection(new Box(0, 0, 1, 1), 0, 1, four))
        .hasMessage("a face has 5 landmarks or none, not 4");
  }

  @Test
  void selectingDetectionsKeepsTheirLandmarks() {
    float[] landmarks = FaceLandmarks.pack(List.of(List.of(), FACE));
    Detections two = new Detections(new float[8], new float[] {0.9f, 0.4f}, new int[2], landmarks);

    assertThat(two.hasLandmarks()).isTrue();
    assertThat(two.select(new int[] {1}).get(0).landmarks()).isEqualTo(FACE);
    assertThat(two.withScoreAtLeast(0.95).hasLandmarks()).isFalse();
    assertThat(new Detections(new float[4], new float[1], new int[1]).landmarks(0)).isEmpty();
    assertThatThrownBy(() -> new Detections(new float[4], new float[1], new int[1], new float[8]))
        .hasMessageContaining("8 coordinates of landmarks");
  }
}
