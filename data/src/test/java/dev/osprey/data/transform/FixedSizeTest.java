package dev.osprey.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.augmentation.Resize;
import dev.osprey.data.augmentation.TrainingImage;
import dev.osprey.data.image.OpenCvResize;
import dev.osprey.data.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FixedSizeTest {
  private static final List<Interpolation> FIVE =
      List.of(
          Interpolation.OPENCV_LINEAR,
          Interpolation.OPENCV_CUBIC,
          Interpolation.OPENCV_AREA,
          Interpolation.OPENCV_NEAREST,
          Interpolation.OPENCV_LANCZOS4);

  /** Value (53 y + 31 x + 71 c) mod 256 at row y, column x, channel c. */
  private static RgbImage formula(int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 / width * 53 + i / 3 % width * 31 + i % 3 * 71);
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }

  @Test
  void resizesEachAxisSeparately() {
    ResizedGeometry geometry =
        new ResizeRule.FixedSize(20, 30, Interpolation.BILINEAR).geometry(new ImageSize(10, 60));
    assertThat(geometry.resized()).isEqualTo(new ImageSize(20, 30));
    // 20 / 10 = 2 down, 30 / 60 = 0.5 across.
    assertThat(geometry.toResized(new float[] {4, 3, 10, 5})).containsExactly(2, 6, 5, 10);
    assertThat(geometry.toOriginal(new float[] {2, 6, 5, 10})).containsExactly(4, 3, 10, 5);
  }

  /**
   * Columns 0, 2 and 4 of green of the first row and of the last: cv2.resize to 5 by 5 gave them.
   */
  @ParameterizedTest
  @CsvSource({
    "LINEAR, 71, 117, 164, 177, 223, 14",
    "CUBIC, 64, 112, 161, 180, 255, 0",
    "AREA, 71, 118, 164, 177, 224, 14",
    "NEAREST, 71, 102, 164, 177, 208, 14",
    "LANCZOS4, 66, 115, 153, 181, 255, 0"
  })
  void resizesAsOpenCvDoes(OpenCvResize.Filter filter, int a, int b, int c, int d, int e, int f) {
    RgbImage resized = OpenCvResize.resize(formula(3, 4), new ImageSize(5, 5), filter);
    assertThat(
            List.of(
                resized.value(0, 0, 1),
                resized.value(0, 2, 1),
                resized.value(0, 4, 1),
                resized.value(4, 0, 1),
                resized.value(4, 2, 1),
                resized.value(4, 4, 1)))
        .containsExactly(a, b, c, d, e, f);
  }

  /** Every interpolation gives every size from every size, a single pixel included. */
  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void rendersImagesOfAnySize(Interpolation interpolation) {
    Preprocessing preprocessing =
        new Preprocessing(
            new ResizeRule.FixedSize(7, 9, interpolation),
            ChannelOrder.RGB,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            new Padding(1, Padding.Rule.UP_TO_MULTIPLE));
    for (ImageSize size :
        List.of(new ImageSize(1, 1), new ImageSize(1, 30), new ImageSize(40, 3))) {
      byte[] pixels = new byte[3 * size.height() * size.width()];
      Arrays.fill(pixels, (byte) 51);
      ImageSize resized = preprocessing.geometry(size).resized();
      FloatBuffer target = FloatBuffer.allocate(3 * 7 * 9);
      preprocessing.render(new RgbImage(size, pixels), resized, resized, target, 0);
      for (int i = 0; i < target.capacity(); i++) {
        assertThat(target.get(i)).isBetween(0.2f - 1e-6f, 0.2f + 1e-6f); // 51 / 255
      }
    }
  }

  @Test
  void drawsEachInterpolation() {
    Resize resize = new Resize(64, 48, FIVE);
    TrainingImage sample = new TrainingImage(formula(3, 4), List.of(), new ResizeRule.None());
    Set<ResizeRule> rules = new HashSet<>();
    SeededRandom random = SeededRandom.of(1);
    for (int i = 0; i < 100; i++) {
      rules.add(resize.apply(sample, random).resize());
    }
    assertThat(rules)
        .hasSize(5)
        .contains(new ResizeRule.FixedSize(64, 48, Interpolation.OPENCV_LANCZOS4));
  }

  @Test
  void changesWithScaleJitterAndShortestSides() {
    ResizeRule rule = new ResizeRule.FixedSize(64, 48, Interpolation.OPENCV_AREA);
    assertThat(rule.scaledBy(1.5))
        .isEqualTo(new ResizeRule.FixedSize(96, 72, Interpolation.OPENCV_AREA));
    assertThat(rule.withShortestSide(24))
        .isEqualTo(new ResizeRule.FixedSize(32, 24, Interpolation.OPENCV_AREA));
  }

  @Test
  void refusesInvalidSizes() {
    assertThatThrownBy(() -> new ResizeRule.FixedSize(0, 5, Interpolation.BILINEAR))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Resize(-1, 5, FIVE)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new Resize(5, 5, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no interpolations");
  }
}
