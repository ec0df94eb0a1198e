package dev.osprey.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest extends PreprocessingCase {
  @Test
  void rendersChannelsInTheOrderBlueGreenRed() {
    RgbImage image = new RgbImage(new ImageSize(1, 1), new byte[] {(byte) 255, 51, 0});
    Preprocessing preprocessing =
        new Preprocessing(
            new ResizeRule.None(),
            ChannelOrder.BGR,
            List.of(0.1, 0.2, 0.5),
            List.of(0.1, 0.5, 0.25),
            new Padding(1, Padding.Rule.UP_TO_MULTIPLE));
    // blue (0 - 0.1) / 0.1 = -1; green (0.2 - 0.2) / 0.5 = 0; red (1 - 0.5) / 0.25 = 2.
    assertThat(render(preprocessing, image)).containsExactly(new float[] {-1, 0, 2}, within(1e-6f));
  }

  @Test
  void padsToTheLargestImageOfTheBatch() {
    Padding padding = new Padding(32, Padding.Rule.UP_TO_MULTIPLE);
    assertThat(padding.batchSize(List.of(new ImageSize(33, 10), new ImageSize(5, 64))))
        .isEqualTo(new ImageSize(64, 64));
  }

  @Test
  void keepsTheSizeOfImagesWithoutAResizeRule() {
    RgbImage image = new RgbImage(new ImageSize(1, 1), new byte[] {(byte) 255, 0, 51});
    Preprocessing preprocessing =
        new Preprocessing(
            new ResizeRule.None(),
            ChannelOrder.RGB,
            List.of(0.5, 0.5, 0.5),
            List.of(0.5, 0.25, 0.5),
            new Padding(2, Padding.Rule.UP_TO_MULTIPLE));
    // (1 - 0.5) / 0.5 = 1; (0 - 0.5) / 0.25 = -2; (0.2 - 0.5) / 0.5 = -0.6; the rest is padding.
    assertThat(render(preprocessing, image))
        .containsExactly(new float[] {1, 0, 0, 0, -2, 0, 0, 0, -0.6f, 0, 0, 0}, within(1e-6f));
  }

  @Test
  void scalesBoxesByTheRatioOfEachAxis() {
    ResizedGeometry geometry = floor(800, 1333).geometry(new ImageSize(375, 500));
    float x = 1066f / 500f;
    float y = 799f / 375f;
    assertThat(geometry.toResized(new float[] {10, 20, 30, 40}))
        .containsExactly(10 * x, 20 * y, 30 * x, 40 * y);
    assertThat(geometry.toOriginal(geometry.toResized(new float[] {10, 20, 30, 40})))
        .containsExactly(new float[] {10, 20, 30, 40}, within(1e-5f));
    assertThat(geometry.toResized(new float[0])).isEmpty();
  }

  @Test
  void scalesBoxesByTheNominalScale() {
    ResizedGeometry geometry = nearest(608, 1024).geometry(new ImageSize(480, 640));
    assertThat(geometry.toResized(new float[] {15, 30, 45, 60}))
        .containsExactly(new float[] {19, 38, 57, 76}, within(1e-5f));
    assertThat(geometry.toOriginal(new float[] {19, 38, 57, 76}))
        .containsExactly(new float[] {15, 30, 45, 60}, within(1e-5f));
  }

  @Test
  void isUnchangedAfterWritingAndReadingJson() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (Preprocessing preprocessing :
        List.of(
            floor(800, 1333),
            nearest(608, 1024),
            eightBits(800, 1333),
            with(new ResizeRule.None(), Padding.Rule.ALWAYS_MORE))) {
      String text = json.writeValueAsString(preprocessing);
      assertThat(json.readValue(text, Preprocessing.class)).isEqualTo(preprocessing);
    }
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> floor(800, 600))
        .isInstanceOf(UserError.class)
        .hasMessage("resize has side 800 and longest 600; it needs 1 <= side <= longest");
    assertThatThrownBy(() -> new Padding(0, Padding.Rule.UP_TO_MULTIPLE))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(
            () ->
                new Preprocessing(
                    new ResizeRule.None(),
                    ChannelOrder.RGB,
                    List.of(0.5, 0.5),
                    List.of(1.0, 1.0, 1.0),
                    new Padding(1, Padding.Rule.UP_TO_MULTIPLE)))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(
            () ->
                new Preprocessing(
                    new ResizeRule.None(),
                    ChannelOrder.RGB,
                    List.of(0.5, 0.5, 0.5),
                    List.of(1.0, 0.0, 1.0),
                    new Padding(1, Padding.Rule.UP_TO_MULTIPLE)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("positive finite");
  }

  @Test
  void otherScalesMultiplyTheResizedSizeOrTheSizeOfUnresizedImages() {
    ImageSize image = new ImageSize(75, 151);
    ResizeRule none = new ResizeRule.None();
    ResizeRule resizing =
        new ResizeRule.ShortestSide(
            100, 150, SizeRounding.NEAREST_EVEN, Interpolation.BILINEAR, BoxScaling.PER_AXIS);

    assertThat(none.atScale(1)).isSameAs(none);
    assertThat(resizing.atScale(1)).isSameAs(resizing);
    // 37.5 and 75.5: a half goes to the even number
    assertThat(none.atScale(0.5).geometry(image).resized()).isEqualTo(new ImageSize(38, 76));
    assertThat(none.atScale(0.001).geometry(image).resized()).isEqualTo(new ImageSize(1, 1));
    // twice 75 of at most 300 for the longer side: 151 · 300 / 151
    assertThat(resizing.atScale(2).geometry(image).resized()).isEqualTo(new ImageSize(149, 300));
    // 2.5 · 2 of the image, and boxes follow each axis
    ResizedGeometry geometry = none.atScale(2.5).atScale(2).geometry(new ImageSize(2, 3));
    assertThat(geometry.resized()).isEqualTo(new ImageSize(10, 15));
    assertThat(geometry.toOriginal(new float[] {5, 5, 15, 10})).containsExactly(1, 1, 3, 2);
    assertThatThrownBy(() -> new ResizeRule.Factor(0, Interpolation.BILINEAR))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("resize has factor 0.0");
  }
}
