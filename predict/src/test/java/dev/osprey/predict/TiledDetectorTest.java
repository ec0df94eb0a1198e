package dev.osprey.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.predict.TestTimeAugmentation.Merge;
import dev.osprey.predict.TestTimeAugmentation.Mirroring;
import dev.osprey.predict.Tiling.WholePicture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TiledDetectorTest {
  private static final Tiling TILES = Tiling.of(40); // steps of 32

  private static Detections tiled(Marks marks, Tiling tiling) {
    return new TiledDetector(marks, marks, tiling, 0.5).detect(marks.picture());
  }

  private static List<Box> sorted(Iterable<Box> boxes) {
    List<Box> sorted = new ArrayList<>();
    boxes.forEach(sorted::add);
    sorted.sort(Comparator.comparing(Box::toString));
    return sorted;
  }

  private static List<Box> boxes(Detections found) {
    List<Box> boxes = new ArrayList<>();
    found.forEach(one -> boxes.add(one.box()));
    return sorted(boxes);
  }

  @Property(tries = 400)
  void tilesFindWhatTheWholePictureShows(
      @ForAll @IntRange(min = 1, max = 170) int height,
      @ForAll @IntRange(min = 1, max = 170) int width,
      @ForAll @IntRange(min = 1, max = 90) int largest,
      @ForAll long seed,
      @ForAll boolean whole) {
    Marks marks = Marks.random(seed, new ImageSize(height, width), 30, largest);
    Tiling tiling = new Tiling(40, 0.2, whole ? WholePicture.ADDED : WholePicture.LEFT_OUT);

    assertThat(boxes(tiled(marks, tiling))).isEqualTo(sorted(marks.boxes()));
  }

  @Property(tries = 100)
  void augmentedTilesFindWhatTheWholePictureShows(
      @ForAll @IntRange(min = 1, max = 130) int height,
      @ForAll @IntRange(min = 1, max = 130) int width,
      @ForAll long seed) {
    Marks marks = Marks.random(seed, new ImageSize(height, width), 20, 50);
    PictureDetector augmented =
        new AugmentedDetector(
            (pictures, scale) -> marks.detect(pictures),
            new TestTimeAugmentation(List.of(1.0, 2.0), Mirroring.ADDED, Merge.VOTING, null),
            new ViewMerging(Merge.VOTING, 0.5, null),
            size -> SizeFilter.none());

    Detections found = new TiledDetector(augmented, augmented, TILES, 0.5).detect(marks.picture());

    assertThat(boxes(found)).isEqualTo(sorted(marks.boxes()));
  }

  @Test
  void pictureOfOneTileIsGivenAsItIsDetected() {
    Marks marks = new Marks(40, 40).draw(0, 0, 40, 40).draw(5, 5, 9, 9);
    Detections plain = marks.detect(marks.picture());

    Detections found = tiled(marks, new Tiling(40, 0.2, WholePicture.ADDED));

    assertThat(found.boxes()).isEqualTo(plain.boxes());
    assertThat(found.scores()).isEqualTo(plain.scores());
  }

  @Test
  void smallestPictureIsDetected() {
    Marks marks = new Marks(1, 1).draw(0, 0, 1, 1);

    assertThat(boxes(tiled(marks, TILES))).containsExactly(new Box(0, 0, 1, 1));
  }

  @Test
  void marksThatTouchAtASeamStayTwo() {
    // The first tile ends at 40, the second one begins at 32: both marks cross both borders.
    Marks marks = new Marks(40, 72).draw(20, 5, 60, 15).draw(20, 15, 60, 25);

    assertThat(boxes(tiled(marks, TILES))).isEqualTo(sorted(marks.boxes()));
  }

  @Test
  void tilesAreDetectedFewAtATime() {
    List<Integer> batches = new ArrayList<>();
    PictureDetector counting =
        pictures -> {
          batches.add(pictures.size());
          return pictures.stream().map(one -> Detections.none()).toList();
        };
    new TiledDetector(counting, counting, TILES, 0.5)
        .detect(new RgbPicture(new ImageSize(40, 104), new byte[3 * 40 * 104]));

    assertThat(batches).containsExactly(2, 1);
  }
}
