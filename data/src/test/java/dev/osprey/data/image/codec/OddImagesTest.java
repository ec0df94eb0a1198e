package dev.osprey.data.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of file that a data set may hold, 6 high and 8 wide, drawn by the formulas below and
 * written by Pillow 13 (16 bits a channel by OpenCV and tifffile). What comes out is what Pillow's
 * {@code exif_transpose} and {@code convert("RGB")} give. The exception is 16-bit grey, which
 * Pillow clips to white: here as in OpenCV the upper 8 bits stay.
 */
class OddImagesTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 8;

  @TempDir Path folder;

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = OddImagesTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static int rgb(int y, int x, int channel) {
    return switch (channel) {
      case 0 -> x * 30 + 10;
      case 1 -> y * 40 + 20;
      default -> (x + y) * 15 + 30;
    };
  }

  private static int grey(int y, int x) {
    return x * 20 + y * 15 + 5;
  }

  private static int expected(String name, int y, int x, int channel) {
    if (name.startsWith("grey")) {
      return grey(y, x);
    }
    if (name.startsWith("one-bit")) {
      return (x + y) % 3 == 0 ? 255 : 0;
    }
    return rgb(y, x, channel);
  }

  // Lossless files are exact. JPEGs of quality 100 are 2 levels off in Pillow as well; CMYK is
  // computed with 8-bit products, 1 level off in Pillow and 3 in OpenCV.
  @ParameterizedTest
  @CsvSource({
    "grey.png, 0",
    "grey.jpg, 1",
    "grey.tif, 0",
    "grey16.png, 0",
    "grey16.tif, 0",
    "grey-alpha.png, 0",
    "rgb16.png, 0",
    "rgb16.tif, 0",
    "rgba.png, 0",
    "rgba16.png, 0",
    "rgba.tif, 0",
    "rgba.bmp, 0",
    "palette.png, 0",
    "palette-transparent.png, 0",
    "palette.gif, 0",
    "transparent.gif, 0",
    "animated.gif, 0",
    "palette.bmp, 0",
    "palette.tif, 0",
    "one-bit.png, 0",
    "one-bit.tif, 0",
    "one-bit.bmp, 0",
    "interlaced.png, 0",
    "rgb.bmp, 0",
    "rgb.tif, 0",
    "lzw.tif, 0",
    "lossless.webp, 0",
    "alpha.webp, 0",
    "progressive.jpg, 3",
    "jpeg-named.png, 3",
    "cmyk.jpg, 4",
    "cmyk-no-adobe.jpg, 4",
    "cmyk.tif, 1",
    "orientation-1.jpg, 3",
    "orientation-2.jpg, 3",
    "orientation-3.jpg, 3",
    "orientation-4.jpg, 3",
    "orientation-5.jpg, 3",
    "orientation-6.jpg, 3",
    "orientation-7.jpg, 3",
    "orientation-8.jpg, 3",
    "orientation-6.png, 0",
    "orientation-6.tif, 0",
    "orientation-6.webp, 0"
  })
  void areDecodedToEightBitRgb(String name, int tolerance) throws IOException {
    RgbImage image = ImageCodec.decode(bytes(name), name);

    assertThat(image.size()).isEqualTo(new ImageSize(HEIGHT, WIDTH));
    assertThat(ImageCodec.size(Files.write(folder.resolve(name), bytes(name))))
        .isEqualTo(image.size());
    int worst = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int c = 0; c < 3; c++) {
          worst = Math.max(worst, Math.abs(image.value(y, x, c) - expected(name, y, x, c)));
        }
      }
    }
    assertThat(worst).as("largest difference in levels").isLessThanOrEqualTo(tolerance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmyk.jpg",
        "progressive.jpg",
        "interlaced.png",
        "grey16.png",
        "one-bit.png",
        "one-bit.bmp",
        "palette.gif",
        "animated.gif",
        "alpha.webp",
        "rgb.tif",
        "lzw.tif",
        "rgba.tif",
        "grey16.tif"
      })
  void areRefusedWhenHalfOfTheFileIsMissing(String name) throws IOException {
    byte[] whole = bytes(name);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> ImageCodec.decode(half, name))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(name + " is ");
  }

  @Test
  void sizesAreReadFromTheBeginningOfAJpegAlone() throws IOException {
    byte[] whole = bytes("orientation-6.jpg");
    Path file = folder.resolve("cut.jpg");
    Files.write(file, Arrays.copyOf(whole, whole.length - 100));
    assertThat(ImageCodec.size(file)).isEqualTo(new ImageSize(HEIGHT, WIDTH));
    Files.write(file, Arrays.copyOf(whole, 30));
    assertThatThrownBy(() -> ImageCodec.size(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cut.jpg is a truncated JPEG");
    assertThatThrownBy(() -> ImageCodec.size(folder.resolve("none.jpg")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.jpg does not exist");
  }
}
