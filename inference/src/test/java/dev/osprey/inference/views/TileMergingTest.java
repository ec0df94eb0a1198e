package dev.osprey.inference.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two tiles of 100 pixels that share the columns from 80 to 100, in an image of 180 × 100. */
class TileMergingTest {
  private static final ImageSize IMAGE = new ImageSize(100, 180);
  private static final Tile LEFT = new Tile(0, 0, new ImageSize(100, 100));
  private static final Tile RIGHT = new Tile(80, 0, new ImageSize(100, 100));

  private static Detections found(float score, int label, float... box) {
    return new Detections(box, new float[] {score}, new int[] {label});
  }

  private static Detections merge(Detections left, Detections right) {
    return new TileMerging(IMAGE, List.of(LEFT, RIGHT), List.of(left, right), 0.5).merge();
  }

  @Test
  void keepsTheWholeObjectEvenIfItsPartHasABetterScore() {
    // IoU 14 · 20 / (16 · 20) is above any NMS threshold, and the part has the better score.
    Detections merged = merge(found(0.9f, 0, 84, 40, 100, 60), found(0.6f, 0, 84, 40, 102, 60));

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.box(0)).isEqualTo(new Box(84, 40, 102, 60));
    assertThat(merged.score(0)).isEqualTo(0.6f);
  }

  @Test
  void dropsASliverOfAnObjectThatNmsWouldKeep() {
    // 5 of 60 columns: IoU 1/12
    Detections merged = merge(found(0.9f, 0, 94, 40, 100, 60), found(0.6f, 0, 95, 40, 155, 60));

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.box(0)).isEqualTo(new Box(95, 40, 155, 60));
  }

  @Test
  void partsOfAnObjectLargerThanTheOverlapBecomeOneBox() {
    Detections merged = merge(found(0.6f, 0, 30, 20, 100, 70), found(0.8f, 0, 80, 22, 150, 71));

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.box(0)).isEqualTo(new Box(30, 20, 150, 71));
    assertThat(merged.score(0)).isEqualTo(0.8f);
  }

  @Test
  void joinedBoxesEndAtTheSeamOfTheirTile() {
    // The left tile ends at 100, the right one begins at 80; the image's own border does not
    // count.
    Detections merged = merge(found(0.6f, 0, -5, 20, 170, 70), found(0.8f, 0, 20, 20, 150, 70));

    assertThat(merged.box(0)).isEqualTo(new Box(-5, 20, 150, 70));
  }

  @Test
  void keepsASmallObjectInFrontOfALargeOneAtASeam() {
    // Intersection over smaller is 1; of what both tiles see, the small one is 10 · 10 of 20 · 60.
    Detections merged = merge(found(0.9f, 0, 90, 40, 100, 50), found(0.8f, 0, 80, 20, 150, 80));

    assertThat(merged.size()).isEqualTo(2);
  }

  @Test
  void keepsAPartBesideAnObjectThatEndsBeforeTheSeam() {
    // Of what both tiles see, 12 of 20 columns; but the right tile's box ends at 96, four before
    // the border that cuts the left one's.
    Detections merged = merge(found(0.9f, 0, 60, 40, 100, 60), found(0.8f, 0, 84, 40, 96, 60));

    assertThat(merged.size()).isEqualTo(2);
  }

  @Test
  void doesNotJoinPartsOfDifferentClasses() {
    assertThat(merge(found(0.9f, 0, 30, 20, 100, 70), found(0.8f, 1, 80, 20, 150, 70)).size())
        .isEqualTo(2);
  }

  @Test
  void objectInBothTilesIsFoundOnceWithTheBetterScore() {
    Detections merged = merge(found(0.6f, 0, 84, 40, 94, 60), found(0.8f, 0, 85, 40, 95, 60));

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.score(0)).isEqualTo(0.8f);
  }

  @Test
  void borderOfTheImageIsNotASeam() {
    // Both touch the image's own border at 0; one lies in the other.
    Detections both =
        Detections.concat(List.of(found(0.9f, 0, 0, 10, 10, 20), found(0.8f, 0, 0, 0, 70, 90)));

    assertThat(merge(both, Detections.none()).size()).isEqualTo(2);
  }

  @Test
  void boxOfTheWholeImageReplacesItsParts() {
    Tile whole = new Tile(0, 0, IMAGE);
    Detections merged =
        new TileMerging(
                IMAGE,
                List.of(LEFT, RIGHT, whole),
                List.of(
                    found(0.9f, 0, 31, 20, 100, 70),
                    found(0.9f, 0, 80, 20, 148, 70),
                    found(0.5f, 0, 30, 20, 150, 70)),
                0.5)
            .merge();

    assertThat(merged.size()).isEqualTo(1);
    assertThat(merged.box(0)).isEqualTo(new Box(30, 20, 150, 70));
  }

  @Test
  void keepsTheLandmarksOfTheBestPart() {
    float[] points = {40, 30, 60, 30, 50, 40, 40, 50, 60, 50};
    Detections left =
        new Detections(new float[] {30, 20, 100, 70}, new float[] {0.8f}, new int[] {0}, points);
    Detections right =
        new Detections(
            new float[] {80, 20, 120, 70}, new float[] {0.6f}, new int[] {0}, new float[10]);

    assertThat(merge(left, right).landmarks()).isEqualTo(points);
  }

  @Test
  void mergesEmptyDetections() {
    assertThat(merge(Detections.none(), Detections.none()).size()).isZero();
  }

  @Test
  void orderOfTilesDoesNotMatter() {
    Marks marks = Marks.random(5, new ImageSize(150, 170), 40, 60);
    List<Tile> tiles = new ArrayList<>(Tiling.of(40).tiles(new ImageSize(150, 170)));
    List<Detections> merged = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<Detections> found =
          tiles.stream().map(t -> t.toImage(marks.detect(t.cut(marks.image())))).toList();
      merged.add(new TileMerging(new ImageSize(150, 170), tiles, found, 0.5).merge());
      Collections.reverse(tiles);
    }

    assertThat(merged.get(1).boxes()).isEqualTo(merged.get(0).boxes());
    assertThat(merged.get(1).scores()).isEqualTo(merged.get(0).scores());
  }
}
