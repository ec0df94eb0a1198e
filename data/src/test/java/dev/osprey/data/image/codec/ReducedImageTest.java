package dev.osprey.data.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.Orientation;
import dev.osprey.data.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReducedImageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void roundsSidesUpAndKeepsTheColours(int divisor) throws IOException {
    byte[] jpeg = jpeg(61, 83, 3);

    ReducedImage reduced = ImageCodec.decode(jpeg, "a", whole -> divisor);

    assertThat(reduced.whole()).isEqualTo(new ImageSize(61, 83));
    assertThat(reduced.image().size()).isEqualTo(ceil(61, 83, divisor));
    RgbImage whole = ImageCodec.decode(jpeg, "a");
    for (int channel = 0; channel < 3; channel++) {
      assertThat(mean(reduced.image(), channel)).isCloseTo(mean(whole, channel), within(2.5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnsReducedImagesUpright(int orientation) throws IOException {
    byte[] stored = jpeg(61, 83, 3);

    ReducedImage turned = ImageCodec.decode(withOrientation(stored, orientation), "a", whole -> 4);

    RgbImage expected =
        Orientation.upright(ImageCodec.decode(stored, "a", whole -> 4).image(), orientation);
    assertThat(turned.image().size()).isEqualTo(expected.size());
    assertThat(turned.image().pixels()).isEqualTo(expected.pixels());
    assertThat(turned.whole())
        .isEqualTo(orientation >= 5 ? new ImageSize(83, 61) : new ImageSize(61, 83));
  }

  @Test
  void readsGreyAndTinyImages() throws IOException {
    RgbImage grey = ImageCodec.decode(jpeg(64, 64, 1), "grey", whole -> 8).image();
    assertThat(grey.size()).isEqualTo(new ImageSize(8, 8));
    assertThat(mean(grey, 0)).isCloseTo(mean(grey, 1), within(0.01));

    for (int divisor : new int[] {2, 4, 8}) {
      ReducedImage tiny = ImageCodec.decode(jpeg(1, 3, 3), "tiny", whole -> divisor);
      assertThat(tiny.image().size()).isEqualTo(ceil(1, 3, divisor));
    }
  }

  @Test
  void otherFormatsAreDecodedWhole() {
    byte[] png = ImageCodec.toPng(drawn(40, 50, 3));

    ReducedImage read = ImageCodec.decode(png, "a.png", whole -> 8);

    assertThat(read.whole()).isEqualTo(new ImageSize(40, 50));
    assertThat(read.image().pixels()).isEqualTo(ImageCodec.decode(png, "a.png").pixels());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void reportsFilesThatEndEarly(int divisor) throws IOException {
    byte[] jpeg = jpeg(200, 200, 3);
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length * 3 / 4);
    cut[cut.length - 2] = (byte) 0xFF;
    cut[cut.length - 1] = (byte) 0xD9;

    assertThatThrownBy(() -> ImageCodec.decode(cut, "cut.jpg", whole -> divisor))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cut.jpg is damaged");
  }

  private static ImageSize ceil(int height, int width, int divisor) {
    return new ImageSize((height + divisor - 1) / divisor, (width + divisor - 1) / divisor);
  }

  private static RgbImage drawn(int height, int width, int colours) {
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      int channel = colours == 1 ? 0 : i % 3;
      pixels[i] = (byte) (40 + 60 * channel + (x * (channel + 1) + 2 * y) % 70);
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }

  private byte[] jpeg(int height, int width, int colours) throws IOException {
    Path file = folder.resolve("drawn.jpg");
    ImageCodec.write(drawn(height, width, colours), file);
    return Files.readAllBytes(file);
  }

  /** Adds an EXIF segment whose TIFF structure has one entry, the orientation. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xFFE1).putShort((short) 34);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 0x4D4D).putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(exif.array());
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static double mean(RgbImage image, int channel) {
    double sum = 0;
    for (int i = channel; i < image.pixels().length; i += 3) {
      sum += image.pixels()[i] & 0xFF;
    }
    return sum / (image.height() * image.width());
  }
}
