package dev.osprey.data.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.augmentation.PhotometricDistortion.Factors;
import dev.osprey.data.image.HsvPixels;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.transform.ResizeRule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PhotometricDistortionTest {
  private static final Factors SAME = new Factors(1, 1);
  private static final PhotometricDistortion ALL =
      new PhotometricDistortion(0.5, 32, new Factors(0.5, 1.5), new Factors(0.5, 1.5), 36, 0.5);

  private static TrainingImage sample(int height, int width, byte[] pixels) {
    return new TrainingImage(
        new RgbImage(new ImageSize(height, width), pixels),
        List.of(Annotation.of(new Box(0, 0, 1, 1), 0)),
        new ResizeRule.None());
  }

  /** Value (53 y + 31 x + 71 c) mod 256 at row y, column x, channel c; 3 high, 4 wide. */
  private static TrainingImage formula() {
    byte[] pixels = new byte[36];
    for (int i = 0; i < 36; i++) {
      pixels[i] = (byte) (i / 12 * 53 + i / 3 % 4 * 31 + i % 3 * 71);
    }
    return sample(3, 4, pixels);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /**
   * OpenCV from Python gave these for contrast 1.3 and saturation 0.6, applied in uint8 with values
   * cut: the first four pixels, contrast first and contrast last.
   */
  @Test
  void appliesContrastBeforeOrAfterTheColoursAsPytorchRetinafaceDoes() {
    PhotometricDistortion fixed =
        new PhotometricDistortion(1, 0, new Factors(1.3, 1.3), new Factors(0.6, 0.6), 0, 0);
    byte[] first = bytes(74, 129, 184, 114, 169, 224, 150, 206, 255, 174, 231, 255);
    byte[] last = bytes(74, 128, 184, 114, 170, 224, 154, 210, 255, 195, 250, 255);
    int firsts = 0;
    for (int seed = 0; seed < 200; seed++) {
      byte[] pixels = fixed.apply(formula(), SeededRandom.of(seed)).image().pixels();
      byte[] begin = Arrays.copyOf(pixels, 12);
      assertThat(Arrays.equals(begin, first) || Arrays.equals(begin, last)).isTrue();
      firsts += Arrays.equals(begin, first) ? 1 : 0;
    }
    assertThat(firsts).isBetween(70, 130);
  }

  @Test
  void convertsToHsvAsOpenCvDoes() {
    // cv2.cvtColor(…, COLOR_RGB2HSV) of the first six pixels.
    assertThat(Arrays.copyOf(HsvPixels.of(formula().image()), 18))
        .isEqualTo(
            bytes(
                105, 255, 142, 105, 209, 173, 105, 178, 204, 105, 154, 235, 105, 186, 195, 105, 160,
                226));
  }

  @Test
  void truncatesBrightnessToWholeNumbersInItsRange() {
    PhotometricDistortion brighter = new PhotometricDistortion(1, 32, SAME, SAME, 0, 0);
    Set<Integer> greys = new HashSet<>();
    for (int seed = 0; seed < 3000; seed++) {
      byte[] pixels = {(byte) 250, 3, 100};
      RgbImage image = brighter.apply(sample(1, 1, pixels), SeededRandom.of(seed)).image();
      int grey = image.value(0, 0, 2);
      greys.add(grey);
      // 100 + d cut down: d is in [grey - 100, grey - 99).
      assertThat(image.value(0, 0, 0)).isEqualTo(Math.min(255, grey + 150));
      assertThat(image.value(0, 0, 1)).isEqualTo(Math.max(0, grey - 97));
    }
    // [68, 132) without its end.
    assertThat(greys).hasSize(64).contains(68, 131);
  }

  @Test
  void rotatesTheHueInStepsOfTwoDegrees() {
    PhotometricDistortion turned = new PhotometricDistortion(1, 0, SAME, SAME, 36, 0);
    Set<Integer> hues = new HashSet<>();
    for (int seed = 0; seed < 2000; seed++) {
      byte[] red = {(byte) 255, 0, 0};
      RgbImage image = turned.apply(sample(1, 1, red), SeededRandom.of(seed)).image();
      hues.add(HsvPixels.of(image)[0] & 0xFF);
    }
    // -18 to 18 about red's 0, round the circle of 180.
    assertThat(hues).hasSize(37).contains(0, 18, 162, 179).allMatch(h -> h <= 18 || h >= 162);
  }

  @Test
  void keepsGreyPixels() {
    PhotometricDistortion colours =
        new PhotometricDistortion(1, 0, SAME, new Factors(0.5, 1.5), 36, 1);
    byte[] grey = new byte[12];
    Arrays.fill(grey, (byte) 77);
    for (int seed = 0; seed < 50; seed++) {
      assertThat(colours.apply(sample(2, 2, grey), SeededRandom.of(seed)).image().pixels())
          .isEqualTo(grey);
    }
  }

  @Test
  void exchangesChannelsInEveryOrder() {
    PhotometricDistortion swap = new PhotometricDistortion(0, 0, SAME, SAME, 0, 1);
    Set<List<Integer>> orders = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      RgbImage image =
          swap.apply(sample(1, 1, new byte[] {1, 2, 3}), SeededRandom.of(seed)).image();
      orders.add(List.of(image.value(0, 0, 0), image.value(0, 0, 1), image.value(0, 0, 2)));
    }
    assertThat(orders).hasSize(6);
  }

  @Test
  void keepsEveryByteIfNothingIsDrawn() {
    PhotometricDistortion nothing = new PhotometricDistortion(1, 0, SAME, SAME, 0, 0);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(nothing.apply(formula(), SeededRandom.of(seed)).image().pixels())
          .isEqualTo(formula().image().pixels());
    }
  }

  @Property(tries = 100)
  void sameSeedGivesTheSameBitsAndKeepsTheSource(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll long seed) {
    byte[] pixels = new byte[3 * height * width];
    SeededRandom random = SeededRandom.of(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    TrainingImage sample = sample(height, width, pixels.clone());
    TrainingImage one = ALL.apply(sample, SeededRandom.of(seed));
    TrainingImage other = ALL.apply(sample, SeededRandom.of(seed));
    assertThat(one.image().pixels()).isEqualTo(other.image().pixels());
    assertThat(one.image().size()).isEqualTo(sample.image().size());
    assertThat(one.objects()).isEqualTo(sample.objects());
    assertThat(sample.image().pixels()).isEqualTo(pixels);
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> new Factors(1.5, 0.5))
        .isInstanceOf(UserError.class)
        .hasMessage("factors from 1.5 to 0.5 need 0 <= minimum <= maximum");
    assertThatThrownBy(() -> new PhotometricDistortion(2, 0, SAME, SAME, 0, 0))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new PhotometricDistortion(1, -1, SAME, SAME, 0, 0))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new PhotometricDistortion(1, 0, SAME, SAME, 181, 0))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new PhotometricDistortion(1, 0, SAME, SAME, 0, Double.NaN))
        .isInstanceOf(UserError.class);
  }
}
