package dev.osprey.evaluation.landmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.Point;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LandmarkErrorTest {
  /** Landmarks whose eyes are 4 pixels apart. */
  private static final List<Point> POINTS =
      List.of(new Point(3, 3), new Point(7, 3), new Point(5, 5), new Point(3, 8), new Point(7, 8));

  private static final Box BOX = new Box(0, 0, 10, 10);
  private static final Annotation FACE = Annotation.of(BOX, 0).at(BOX, POINTS);

  @Test
  void isTheMeanDistanceRelativeToTheEyeDistance() {
    // Each point is off by (0.3, 0.4), that is by 0.5: 0.5 / 4.
    LandmarkError error = of(List.of(FACE), shifted(0.3f, 0.4f, 0.9f));
    assertThat(error.mean()).isEqualTo(0.125, within(1e-6));
    assertThat(error.faces()).isEqualTo(1);
    assertThat(error.found()).isEqualTo(1);
    assertThat(error.text())
        .isEqualTo("landmark error 12.50% of the distance between the eyes, 1 of 1 faces found");
  }

  @Test
  void matchesTheDetectionWithTheBestScore() {
    Detections two = both(shifted(1, 0, 0.4f), shifted(0, 0, 0.9f));
    assertThat(of(List.of(FACE), two).mean()).isZero();
  }

  @Test
  void meanIgnoresMissedFacesAndFacesWithoutLandmarks() {
    Annotation unmarked = Annotation.of(new Box(20, 20, 30, 30), 0);
    Box far = new Box(50, 50, 60, 60);
    LandmarkError error = of(List.of(FACE, unmarked, FACE.at(far, POINTS)), shifted(0, 0, 0.9f));
    assertThat(error).isEqualTo(new LandmarkError(2, 1, 0));
  }

  @Test
  void doesNotMatchOtherClassOrLowOverlap() {
    Annotation other = FACE.withLabel(1);
    assertThat(of(List.of(other), shifted(0, 0, 0.9f)).found()).isZero();
    Annotation aside = FACE.at(new Box(6, 0, 16, 10), POINTS);
    assertThat(of(List.of(aside), shifted(0, 0, 0.9f)).found()).isZero();
  }

  @Test
  void meanIsNanWithoutDetectedFaces() {
    LandmarkError none = of(List.of(FACE), Detections.none());
    assertThat(none.mean()).isNaN();
    assertThat(none.found()).isZero();
    assertThat(of(List.of(), Detections.none()).faces()).isZero();
    Detections withoutLandmarks =
        new Detections(new float[] {0, 0, 10, 10}, new float[1], new int[1]);
    assertThat(of(List.of(FACE), withoutLandmarks).found()).isZero();
  }

  @Test
  void ignoresFaceWithBothEyesAtTheSamePoint() {
    List<Point> oneEyed =
        List.of(POINTS.get(0), POINTS.get(0), POINTS.get(2), POINTS.get(3), POINTS.get(4));
    assertThat(of(List.of(FACE.at(BOX, oneEyed)), shifted(0, 0, 0.9f)).faces()).isZero();
  }

  private static LandmarkError of(List<Annotation> marked, Detections found) {
    return LandmarkError.of(Map.of(1L, marked), Map.of(1L, found));
  }

  private static Detections shifted(float x, float y, float score) {
    float[] points = new float[10];
    for (int k = 0; k < 5; k++) {
      points[2 * k] = (float) POINTS.get(k).x() + x;
      points[2 * k + 1] = (float) POINTS.get(k).y() + y;
    }
    return new Detections(new float[] {0, 0, 10, 10}, new float[] {score}, new int[1], points);
  }

  private static Detections both(Detections one, Detections other) {
    return new Detections(
        join(one.boxes(), other.boxes()),
        join(one.scores(), other.scores()),
        new int[2],
        join(one.landmarks(), other.landmarks()));
  }

  private static float[] join(float[] a, float[] b) {
    float[] concatenated = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, concatenated, a.length, b.length);
    return concatenated;
  }
}
