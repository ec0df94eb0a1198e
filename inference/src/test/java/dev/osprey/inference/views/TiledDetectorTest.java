package dev.osprey.inference.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import dev.osprey.inference.views.TestTimeAugmentation.Mirroring;
import dev.osprey.inference.views.Tiling.WholeImage;
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
    return new TiledDetector(marks, marks, tiling, 0.5).detect(marks.image());
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
  void tilesFindWhatTheWholeImageShows(
      @ForAll @IntRange(min = 1, max = 170) int height,
      @ForAll @IntRange(min = 1, max = 170) int width,
      @ForAll @IntRange(min = 1, max = 90) int largest,
      @ForAll long seed,
      @ForAll boolean whole) {
    Marks marks = Marks.random(seed, new ImageSize(height, width), 30, largest);
    Tiling tiling = new Tiling(40, 0.2, whole ? WholeImage.ADDED : WholeImage.LEFT_OUT);

    assertThat(boxes(tiled(marks, tiling))).isEqualTo(sorted(marks.boxes()));
  }

  @Property(tries = 100)
  void augmentedTilesFindWhatTheWholeImageShows(
      @ForAll @IntRange(min = 1, max = 130) int height,
      @ForAll @IntRange(min = 1, max = 130) int width,
      @ForAll long seed) {
    Marks marks = Marks.random(seed, new ImageSize(height, width), 20, 50);
    ImageDetector augmented =
        new AugmentedDetector(
            (images, scale) -> marks.detect(images),
            new TestTimeAugmentation(List.of(1.0, 2.0), Mirroring.ADDED, Merge.VOTING, null),
            new ViewMerging(Merge.VOTING, 0.5, null),
            size -> SizeFilter.none());

    Detections found = new TiledDetector(augmented, augmented, TILES, 0.5).detect(marks.image());

    assertThat(boxes(found)).isEqualTo(sorted(marks.boxes()));
  }

  @Test
  void returnsTheDetectionsOfASingleTileUnchanged() {
    Marks marks = new Marks(40, 40).draw(0, 0, 40, 40).draw(5, 5, 9, 9);
    Detections plain = marks.detect(marks.image());

    Detections found = tiled(marks, new Tiling(40, 0.2, WholeImage.ADDED));

    assertThat(found.boxes()).isEqualTo(plain.boxes());
    assertThat(found.scores()).isEqualTo(plain.scores());
  }

  @Test
  void smallestImageIsDetected() {
    Marks marks = new Marks(1, 1).draw(0, 0, 1, 1);

    assertThat(boxes(tiled(marks, TILES))).containsExactly(new Box(0, 0, 1, 1));
  }

  @Test
  void keepsTwoObjectsThatTouchAtASeam() {
    // The first tile ends at 40, the second one begins at 32: both marks cross both borders.
    Marks marks = new Marks(40, 72).draw(20, 5, 60, 15).draw(20, 15, 60, 25);

    assertThat(boxes(tiled(marks, TILES))).isEqualTo(sorted(marks.boxes()));
  }

  @Test
  void detectsAFewTilesAtATime() {
    List<Integer> batches = new ArrayList<>();
    ImageDetector counting =
        images -> {
          batches.add(images.size());
          return images.stream().map(one -> Detections.none()).toList();
        };
    new TiledDetector(counting, counting, TILES, 0.5)
        .detect(new RgbImage(new ImageSize(40, 104), new byte[3 * 40 * 104]));

    assertThat(batches).containsExactly(2, 1);
  }
}
