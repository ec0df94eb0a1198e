package dev.osprey.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.data.augmentation.PadToSquare;
import dev.osprey.data.augmentation.Resize;
import dev.osprey.data.augmentation.SquareCrop;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.loader.LoaderSettings.Decoding;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import dev.osprey.data.loader.LoaderSettings.Order;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.ResizeRule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReducedDecodingTest {
  /** Shorter side 20, longer side 60 at most. */
  private static final ResizeRule RULE = LoaderFolder.PREPROCESSING.resize();

  @TempDir Path folder;

  @Test
  void dividesByTheLargestDivisorThatLeavesTheTargetSides() {
    assertThat(divisor(20, 40)).isEqualTo(1);
    assertThat(divisor(39, 50)).isEqualTo(1);
    assertThat(divisor(40, 50)).isEqualTo(2);
    assertThat(divisor(80, 100)).isEqualTo(4);
    assertThat(divisor(160, 160)).isEqualTo(8);
    assertThat(divisor(4000, 3000)).isEqualTo(8);
    assertThat(divisor(1, 1)).isEqualTo(1);
  }

  @Test
  void leavesMorePixelsToAugmentationsThatZoomIn() {
    assertThat(divisor(160, 160, new Augmentation.ScaleJitter(0.5, 2))).isEqualTo(4);
    assertThat(divisor(160, 160, new Augmentation.ShortestSideChoice(List.of(10, 81)))).isOne();
    SquareCrop crop = new SquareCrop(List.of(0.3, 1.0), 10, 0);
    assertThat(divisor(160, 160, crop)).isEqualTo(2); // a square of 48 becomes 20
    assertThat(divisor(120, 400, crop)).isOne(); // a square of 36 becomes 20
    Resize resize = new Resize(50, 50, List.of(Interpolation.BILINEAR));
    assertThat(divisor(110, 210, resize)).isEqualTo(2);
    assertThat(divisor(110, 210, new PadToSquare(List.of(0, 0, 0)), resize)).isEqualTo(4);
  }

  @Test
  void looksAtBothShapesOfTransposedImages() {
    Resize resize = new Resize(20, 40, List.of(Interpolation.BILINEAR));

    assertThat(divisor(40, 80, resize)).isEqualTo(2);
    assertThat(divisor(40, 80, new Augmentation.Transpose(0.5), resize)).isOne();
  }

  @Test
  void reducesNothingWhereTheTargetDependsOnTheDecodedSize() {
    ImageSize size = new ImageSize(800, 800);

    assertThat(new ReductionChoice(new ResizeRule.None(), List.of()).divisor(size)).isOne();
    ResizeRule factor = new ResizeRule.Factor(0.1, Interpolation.BILINEAR);
    assertThat(new ReductionChoice(factor, List.of()).divisor(size)).isOne();
  }

  @Test
  void keepsTargetsAndNearlyThePixelsOfTheWholeImage() {
    Sample sample = sample(".jpg", 161, 243);

    try (ImageBatch whole = only(sample, Decoding.WHOLE);
        ImageBatch reduced = only(sample, Decoding.REDUCED)) {
      LabelledImage one = whole.labelled().get(0);
      LabelledImage other = reduced.labelled().get(0);
      assertThat(other.original()).isEqualTo(new ImageSize(21, 31));
      assertThat(other.reduction()).isEqualTo(243.0 / 31);
      assertThat(other.resized().height()).isEqualTo(one.resized().height());
      assertThat(other.resized().width()).isCloseTo(one.resized().width(), within(1));
      for (int i = 0; i < 4; i++) {
        assertThat(share(other, i)).isCloseTo(share(one, i), within(1e-5f));
      }
      assertThat(mean(reduced)).isCloseTo(mean(whole), within(0.01));
    }
  }

  @Test
  void pngFilesAndWholeDecodingHaveTheSameBits() {
    for (String ending : List.of(".png", ".jpg")) {
      Sample sample = sample(ending, 160, 240);
      Decoding decoding = ending.equals(".png") ? Decoding.REDUCED : Decoding.WHOLE;
      RgbImage image = ImageCodec.read(sample.image());
      try (BatchAssembler assembler = new BatchAssembler(LoaderFolder.PREPROCESSING, 1);
          ImageBatch expected = assembler.assemble(List.of(sample), List.of(image));
          ImageBatch batch = only(sample, decoding)) {
        assertThat(batch.pixels()).isEqualTo(expected.pixels());
        assertThat(batch.labelled().get(0).boxes()).isEqualTo(expected.labelled().get(0).boxes());
        assertThat(batch.labelled().get(0).reduction()).isOne();
      }
    }
  }

  /** A coordinate of the first box as a share of the resized image's side. */
  private static float share(LabelledImage image, int coordinate) {
    ImageSize size = image.resized();
    return image.boxes()[coordinate] / (coordinate % 2 == 0 ? size.width() : size.height());
  }

  private static int divisor(int height, int width, Augmentation... augmentations) {
    return new ReductionChoice(RULE, List.of(augmentations)).divisor(new ImageSize(height, width));
  }

  private Sample sample(String ending, int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      pixels[i] = (byte) (i % 3 == 0 ? x : i % 3 == 1 ? y : 60 + (x + y) / 4);
    }
    Path file = folder.resolve("image" + ending);
    ImageCodec.write(new RgbImage(new ImageSize(height, width), pixels), file);
    return new Sample(1, file, List.of(Annotation.of(new Box(16, 24, 200, 128), 0)));
  }

  private static ImageBatch only(Sample sample, Decoding decoding) {
    LoaderSettings settings =
        new LoaderSettings(
            1, Order.SEQUENTIAL, LastBatch.KEEP, null, Difficult.TRAIN, 0, 1, 1, decoding);
    Dataset dataset = new Dataset("t", LabelMap.ofNames(List.of("a")), List.of(sample));
    try (BatchLoader loader =
            new BatchLoader(dataset, LoaderFolder.PREPROCESSING, List.of(), settings);
        EpochBatches epoch = loader.epoch(0)) {
      return epoch.next();
    }
  }

  private static double mean(ImageBatch batch) {
    double sum = 0;
    for (int i = 0; i < batch.pixels().limit(); i++) {
      sum += batch.pixels().get(i);
    }
    return sum / batch.pixels().limit();
  }
}
