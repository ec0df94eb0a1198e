package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.trained.TrainedSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ObjectSizeHistogramTest {

  @Test
  void emptyHistogramHasNoSizes() {
    assertThat(ObjectSizeHistogram.none(3).sizes()).isNull();
  }

  @Test
  void rangeContainsTheSizesOfItsClassWithinOneBin() {
    TrainedSizes sizes = sizes(ObjectSizeHistogram.none(2).plus(List.of(image(0.5, 20, 20, 40))));
    TrainedSizes.Range range = sizes.classes().get(0);
    assertThat(range.smallest()).isBetween(20 / 1.1, 20.0);
    assertThat(range.largest()).isBetween(40.0, 40 * 1.1);
    assertThat(sizes.classes()).hasSize(1);
  }

  @Test
  void ignoresOnePercentOfTheObjectsAtEachEnd() {
    ObjectSizeHistogram counts = ObjectSizeHistogram.none(1);
    List<LabelledImage> usual = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      usual.add(image(1, 32));
    }
    counts = counts.plus(usual).plus(List.of(image(1, 2, 2000)));
    TrainedSizes.Range range = sizes(counts).classes().get(0);
    assertThat(range.smallest()).isGreaterThan(29);
    assertThat(range.largest()).isLessThan(36);
  }

  @Test
  void scaleAndSideAreGeometricMeans() {
    TrainedSizes sizes = sizes(ObjectSizeHistogram.none(1).plus(List.of(image(0.5), image(2))));
    assertThat(sizes.scale()).isCloseTo(1, within(1e-12));
    assertThat(sizes.longest()).isCloseTo(640, within(1e-9));
  }

  @Test
  void countingInTwoPartsEqualsCountingAtOnce() {
    List<LabelledImage> images = List.of(image(0.5, 10), image(0.7, 33, 34), image(1.5));
    assertThat(ObjectSizeHistogram.none(1).plus(images.subList(0, 1)).plus(images.subList(1, 3)))
        .isEqualTo(ObjectSizeHistogram.none(1).plus(images));
  }

  @Test
  void countsSurviveAJsonRoundTrip() {
    ObjectSizeHistogram counts = ObjectSizeHistogram.none(2).plus(List.of(image(0.3, 10, 20)));
    assertThat(
            ConfigReader.readJson(
                ObjectSizeHistogram.class, ConfigReader.toAsciiJson(counts), "state"))
        .isEqualTo(counts);
  }

  @Test
  void countsReducedImagesLikeTheWholeOnes() {
    LabelledImage whole = image(0.25, 10, 20);
    ImageSize half = new ImageSize(240, 320);
    LabelledImage reduced =
        new LabelledImage(
            whole.sample(),
            new ResizedGeometry(half, half, 0.5, BoxScaling.PER_AXIS),
            whole.boxes(),
            whole.labels(),
            whole.ignored(),
            whole.landmarks(),
            2);

    assertThat(ObjectSizeHistogram.none(1).plus(List.of(reduced)))
        .isEqualTo(ObjectSizeHistogram.none(1).plus(List.of(whole)));
  }

  private static TrainedSizes sizes(ObjectSizeHistogram counts) {
    return Objects.requireNonNull(counts.sizes());
  }

  /** An image of 640x480 with square objects of class 0. */
  private static LabelledImage image(double scale, float... sides) {
    ImageSize original = new ImageSize(480, 640);
    float[] boxes = new float[4 * sides.length];
    for (int i = 0; i < sides.length; i++) {
      boxes[4 * i + 2] = sides[i];
      boxes[4 * i + 3] = sides[i];
    }
    return new LabelledImage(
        new Sample(1, Path.of("a.png"), List.of()),
        new ResizedGeometry(original, original, scale, BoxScaling.PER_AXIS),
        boxes,
        new int[sides.length],
        new float[0]);
  }
}
