package dev.osprey.data.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.SizeRounding;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final ResizeRule RESIZE =
      new ResizeRule.ShortestSide(
          100, 200, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS);

  private static final List<Augmentation> MOVES =
      List.of(
          new Augmentation.HorizontalFlip(1),
          new Augmentation.VerticalFlip(1),
          new Augmentation.Transpose(1));

  /** A white object on black, whose box is where the white pixels are. */
  private static TrainingImage sample(int height, int width, int x1, int y1, int x2, int y2) {
    byte[] pixels = new byte[3 * height * width];
    for (int y = y1; y < y2; y++) {
      Arrays.fill(pixels, 3 * (y * width + x1), 3 * (y * width + x2), (byte) 255);
    }
    return new TrainingImage(
        new RgbImage(new ImageSize(height, width), pixels),
        List.of(Annotation.of(new Box(x1, y1, x2, y2), 0)),
        RESIZE);
  }

  private static Box whiteBox(RgbImage image) {
    int x1 = Integer.MAX_VALUE;
    int y1 = Integer.MAX_VALUE;
    int x2 = 0;
    int y2 = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        if (image.value(y, x, 1) == 255) {
          x1 = Math.min(x1, x);
          y1 = Math.min(y1, y);
          x2 = Math.max(x2, x + 1);
          y2 = Math.max(y2, y + 1);
        }
      }
    }
    return new Box(x1, y1, x2, y2);
  }

  @Property(tries = 200)
  void boxesFollowPixels(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll long seed) {
    SeededRandom random = SeededRandom.of(seed);
    int x1 = random.nextInt(width);
    int y1 = random.nextInt(height);
    TrainingImage sample =
        sample(
            height,
            width,
            x1,
            y1,
            x1 + 1 + random.nextInt(width - x1),
            y1 + 1 + random.nextInt(height - y1));
    for (int i = 0; i < 5; i++) {
      Augmentation move = MOVES.get(random.nextInt(3));
      TrainingImage moved = move.apply(sample, random);
      assertThat(moved.objects().get(0).box()).isEqualTo(whiteBox(moved.image()));
      TrainingImage back = move.apply(moved, random);
      assertThat(back.image().pixels()).isEqualTo(sample.image().pixels());
      assertThat(back.objects()).isEqualTo(sample.objects());
      sample = moved;
    }
  }

  @Test
  void doesNothingAtProbabilityZero() {
    TrainingImage sample = sample(3, 4, 0, 0, 2, 1);
    for (Augmentation none :
        List.of(
            new Augmentation.HorizontalFlip(0),
            new Augmentation.VerticalFlip(0),
            new Augmentation.Transpose(0),
            new ColorJitter(0, 1, 1, 1))) {
      assertThat(none.apply(sample, SeededRandom.of(1))).isSameAs(sample);
    }
  }

  @Test
  void flipsAboutHalfOfTheImagesAtProbabilityOneHalf() {
    TrainingImage sample = sample(1, 4, 0, 0, 1, 1);
    SeededRandom random = SeededRandom.of(5);
    Augmentation flip = new Augmentation.HorizontalFlip(0.5);
    int flipped = 0;
    for (int i = 0; i < 1000; i++) {
      flipped += flip.apply(sample, random).objects().get(0).box().x1() == 3 ? 1 : 0;
    }
    assertThat(flipped).isBetween(440, 560);
  }

  @Test
  void scaleJitterScalesBothLimits() {
    TrainingImage sample = sample(3, 4, 0, 0, 2, 1);
    ResizeRule jittered =
        new Augmentation.ScaleJitter(1.5, 1.5).apply(sample, SeededRandom.of(1)).resize();
    assertThat(jittered)
        .isEqualTo(
            new ResizeRule.ShortestSide(
                150, 300, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS));
    SeededRandom random = SeededRandom.of(2);
    for (int i = 0; i < 100; i++) {
      ResizeRule rule = new Augmentation.ScaleJitter(0.5, 1.25).apply(sample, random).resize();
      assertThat(((ResizeRule.ShortestSide) rule).side()).isBetween(50, 125);
    }
  }

  @Test
  void choosesEachShortestSide() {
    TrainingImage sample = sample(3, 4, 0, 0, 2, 1);
    SeededRandom random = SeededRandom.of(3);
    Set<Integer> sides = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ResizeRule rule =
          new Augmentation.ShortestSideChoice(List.of(64, 96, 128)).apply(sample, random).resize();
      sides.add(((ResizeRule.ShortestSide) rule).side());
    }
    assertThat(sides).containsExactlyInAnyOrder(64, 96, 128);
  }

  @Test
  void refusesScaleJitterWithoutResizing() {
    ResizeRule none = new ResizeRule.None();
    assertThatThrownBy(() -> new Augmentation.ScaleJitter(1, 2).requireFits(none))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("scale-jitter")
        .hasMessageContaining("set resize to shortest-side");
    assertThatThrownBy(() -> new Augmentation.ShortestSideChoice(List.of(3)).requireFits(none))
        .isInstanceOf(UserError.class);
    new Augmentation.HorizontalFlip(1).requireFits(none);
    new Augmentation.ScaleJitter(1, 2).requireFits(RESIZE);
  }

  @Test
  void colourJitterOfStrengthZeroKeepsEveryByte() {
    TrainingImage sample = sample(3, 4, 0, 0, 2, 1);
    assertThat(new ColorJitter(1, 0, 0, 0).apply(sample, SeededRandom.of(1)).image().pixels())
        .isEqualTo(sample.image().pixels());
  }

  @Test
  void colourJitterStaysInsideItsRange() {
    RgbImage image =
        new RgbImage(new ImageSize(1, 2), new byte[] {100, 100, 100, (byte) 200, 100, 50});
    TrainingImage sample = new TrainingImage(image, List.of(), RESIZE);
    SeededRandom random = SeededRandom.of(9);
    for (int i = 0; i < 200; i++) {
      RgbImage brighter = new ColorJitter(1, 0.2, 0, 0).apply(sample, random).image();
      assertThat(brighter.value(0, 0, 0)).isBetween(80, 120);
      // Saturation moves colours about their own grey; grey itself stays.
      RgbImage saturated = new ColorJitter(1, 0, 0, 0.5).apply(sample, random).image();
      assertThat(saturated.value(0, 0, 0)).isEqualTo(100);
      double grey = 0.299 * 200 + 0.587 * 100 + 0.114 * 50;
      assertThat((double) saturated.value(0, 1, 0)).isBetween(grey + (200 - grey) * 0.5 - 1, 255.0);
    }
    assertThat(image.value(0, 0, 0)).isEqualTo(100);
  }

  @Test
  void isUnchangedAfterWritingAndReadingJson() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Augmentation> all =
        List.of(
            new Augmentation.HorizontalFlip(0.5),
            new Augmentation.VerticalFlip(0.25),
            new Augmentation.Transpose(1),
            new Augmentation.ScaleJitter(0.5, 2),
            new Augmentation.ShortestSideChoice(List.of(640, 800)),
            new SquareCrop(List.of(0.3, 1.0), 250, 0.025),
            new PhotometricDistortion(
                0.5,
                32,
                new PhotometricDistortion.Factors(0.5, 1.5),
                new PhotometricDistortion.Factors(0.5, 1.5),
                36,
                0),
            new PadToSquare(List.of(123, 117, 104)),
            new Resize(640, 640, List.of(Interpolation.OPENCV_AREA, Interpolation.BILINEAR)),
            new ColorJitter(0.8, 0.1, 0.2, 0.3));
    TypeReference<List<Augmentation>> type = new TypeReference<>() {};
    String text = json.writerFor(type).writeValueAsString(all);
    assertThat(text)
        .contains(
            "\"type\":\"horizontal-flip\"",
            "\"type\":\"color-jitter\"",
            "\"type\":\"square-crop\"");
    assertThat(json.readValue(text, type)).isEqualTo(all);
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> new Augmentation.HorizontalFlip(1.5))
        .isInstanceOf(UserError.class)
        .hasMessage("probability 1.5 is not between 0 and 1");
    assertThatThrownBy(() -> new Augmentation.Transpose(Double.NaN)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Augmentation.ScaleJitter(2, 1)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Augmentation.ShortestSideChoice(List.of()))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new ColorJitter(1, -1, 0, 0)).isInstanceOf(UserError.class);
  }

  @Test
  void seedDependsOnEachNumberAndTheirOrder() {
    assertThat(SeededRandom.of(1, 2, 3).nextLong()).isEqualTo(SeededRandom.of(1, 2, 3).nextLong());
    Set<Long> first = new HashSet<>();
    for (long[] numbers : new long[][] {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {0, 0, 0}, {0, 0}, {}}) {
      first.add(SeededRandom.of(numbers).nextLong());
    }
    assertThat(first).hasSize(6);
    SeededRandom random = SeededRandom.of(1);
    double sum = 0;
    for (int i = 0; i < 10000; i++) {
      sum += random.nextDouble();
    }
    assertThat(sum / 10000).isCloseTo(0.5, within(0.02));
  }
}
