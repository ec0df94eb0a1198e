package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class DetectionsTest {
  private final Detections three =
      new Detections(
          new float[] {0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 9, 9},
          new float[] {0.9f, 0.5f, 0.4f},
          new int[] {2, 0, 1});

  @Test
  void rowsHoldBoxLabelAndScore() {
    assertThat(three.size()).isEqualTo(3);
    assertThat(three.get(1)).isEqualTo(new Detection(new Box(2, 2, 4, 4), 0, 0.5f));
    assertThat(three).extracting(Detection::label).containsExactly(2, 0, 1);
  }

  @Test
  void selectsRowsInTheGivenOrder() {
    Detections selected = three.select(new int[] {2, 0});
    assertThat(selected.boxes()).containsExactly(5, 5, 9, 9, 0, 0, 1, 1);
    assertThat(selected.scores()).containsExactly(0.4f, 0.9f);
    assertThat(selected.labels()).containsExactly(1, 2);
    assertThat(three.select(new int[0]).size()).isZero();
  }

  @Test
  void keepsScoresEqualToTheMinimum() {
    assertThat(three.withScoreAtLeast(0.5).labels()).containsExactly(2, 0);
    assertThat(three.withScoreAtLeast(0).size()).isEqualTo(3);
    assertThat(three.withScoreAtLeast(1).size()).isZero();
  }

  @Test
  void copiesItsArrays() {
    float[] boxes = {0, 0, 1, 1};
    float[] scores = {0.5f};
    int[] labels = {3};
    Detections one = new Detections(boxes, scores, labels);
    boxes[0] = scores[0] = labels[0] = 9;
    one.boxes()[0] = 9;
    one.scores()[0] = 9;
    one.labels()[0] = 9;
    assertThat(one.get(0)).isEqualTo(new Detection(new Box(0, 0, 1, 1), 3, 0.5f));
  }

  @Test
  void mayBeEmpty() {
    assertThat(Detections.none()).isEmpty();
    assertThat(Detections.none().withScoreAtLeast(0)).isEmpty();
  }

  @Test
  void iteratorThrowsNoSuchElementAtTheEnd() {
    Iterator<Detection> iterator = Detections.none().iterator();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void refusesArraysOfDifferentLengths() {
    assertThatThrownBy(() -> new Detections(new float[4], new float[1], new int[2]))
        .hasMessageContaining("4 coordinates, 1 scores and 2 labels do not belong together");
    assertThatThrownBy(() -> new Detections(new float[5], new float[1], new int[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void concatPutsOnePartAfterTheOther() {
    Detections face =
        new Detections(new float[] {1, 2, 3, 4}, new float[] {0.5f}, new int[] {1}, new float[10]);

    Detections both = Detections.concat(List.of(face, Detections.none(), face));

    assertThat(both.size()).isEqualTo(2);
    assertThat(both.boxes()).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
    assertThat(both.labels()).containsExactly(1, 1);
    assertThat(both.landmarks()).hasSize(20);
    assertThat(Detections.concat(List.of()).size()).isZero();
  }

  @Test
  void concatRefusesToMixObjectsWithAndWithoutLandmarks() {
    Detections face =
        new Detections(new float[4], new float[] {0.5f}, new int[] {1}, new float[10]);
    Detections other = new Detections(new float[4], new float[] {0.5f}, new int[] {1});

    assertThatThrownBy(() -> Detections.concat(List.of(face, other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be joined");
  }
}
