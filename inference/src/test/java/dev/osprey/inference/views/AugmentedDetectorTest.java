package dev.osprey.inference.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import dev.osprey.inference.views.TestTimeAugmentation.Mirroring;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AugmentedDetectorTest {

  private static TestTimeAugmentation views(Mirroring mirroring, Double... scales) {
    return new TestTimeAugmentation(List.of(scales), mirroring, Merge.NMS, null);
  }

  private static ImageDetector detector(
      ScaledDetector scaled, TestTimeAugmentation augmentation, Merge merge) {
    return new AugmentedDetector(
        scaled, augmentation, new ViewMerging(merge, 0.5, 300), size -> SizeFilter.none());
  }

  @Property(tries = 200)
  void mirroredAndScaledViewsFindWhatThePlainImageShows(
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll long seed,
      @ForAll Merge merge) {
    Marks marks = Marks.random(seed, new ImageSize(height, width), 15, 30);
    ImageDetector augmented =
        detector(
            (images, scale) -> marks.detect(images), views(Mirroring.ADDED, 0.5, 1.0, 2.0), merge);

    Detections found = augmented.detect(marks.image());

    assertThat(found.size()).isEqualTo(marks.boxes().size());
    for (Detection one : found) {
      assertThat(marks.boxes()).contains(one.box());
      float[] box = Boxes.pack(List.of(one.box()));
      // left stays left: the mirrored view's eyes have changed places with it
      assertThat(FaceLandmarks.pack(List.of(one.landmarks()))).isEqualTo(Marks.landmarks(box));
    }
  }

  @Test
  void returnsTheDetectionsOfASingleViewUnchanged() {
    Detections unordered =
        new Detections(new float[12], new float[] {0.1f, 0.9f, 0.5f}, new int[] {2, 0, 0});
    ImageDetector augmented =
        detector((images, scale) -> List.of(unordered), views(Mirroring.NONE, 1.0), Merge.VOTING);

    assertThat(augmented.detect(image(3, 5))).isSameAs(unordered);
  }

  @Test
  void eachScaleIsDetectedAsItIsAndThenMirrored() {
    List<String> seen = new ArrayList<>();
    ScaledDetector noting =
        (images, scale) -> {
          seen.add(scale + " " + images.get(0).value(0, 0, 0));
          return List.of(Detections.none());
        };
    byte[] pixels = {1, 0, 0, 2, 0, 0};
    RgbImage image = new RgbImage(new ImageSize(1, 2), pixels);

    Detections found = detector(noting, views(Mirroring.ADDED, 0.5, 2.0), Merge.NMS).detect(image);

    assertThat(seen).containsExactly("0.5 1", "2.0 1", "0.5 2", "2.0 2");
    assertThat(found.size()).isZero();
  }

  @Test
  void mirrorsEachImageByItsOwnWidth() {
    ScaledDetector atTheLeft =
        (images, scale) ->
            images.stream()
                .map(
                    one -> new Detections(new float[] {0, 0, 2, 2}, new float[] {1}, new int[] {0}))
                .toList();

    List<Detections> found =
        detector(atTheLeft, views(Mirroring.ADDED, 1.0), Merge.NMS)
            .detect(List.of(image(4, 10), image(4, 20)));

    assertThat(found.get(0).boxes()).containsExactly(0, 0, 2, 2, 8, 0, 10, 2);
    assertThat(found.get(1).boxes()).containsExactly(0, 0, 2, 2, 18, 0, 20, 2);
  }

  @Test
  void noImagesGiveNoDetections() {
    ImageDetector augmented =
        detector((images, scale) -> List.of(), views(Mirroring.ADDED, 1.0, 2.0), Merge.NMS);

    assertThat(augmented.detect(List.of())).isEmpty();
  }

  @Test
  void refusesInvalidViews() {
    for (double scale : new double[] {0, -1, 17, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> views(Mirroring.NONE, scale))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("above 0, at most 16, such as 0.5");
    }
    assertThatThrownBy(() -> views(Mirroring.ADDED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no scales");
    assertThatThrownBy(() -> views(Mirroring.NONE, 1.0, 2.0, 1.0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("contain a value twice");
    assertThatThrownBy(() -> new TestTimeAugmentation(List.of(1.0), Mirroring.NONE, Merge.NMS, 1.5))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("iou 1.5");
  }

  private static RgbImage image(int height, int width) {
    return new RgbImage(new ImageSize(height, width), new byte[3 * height * width]);
  }
}
