package dev.osprey.data.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with a valid end that contain fewer pixels than they state. */
class EarlyEndTest {
  @TempDir Path folder;

  private byte[] jpeg(int width, int height) throws IOException {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 % 251);
    }
    Path file = folder.resolve("a.jpg");
    ImageCodec.write(new RgbImage(new ImageSize(height, width), pixels), file);
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 50, 70, 90})
  void jpegDataThatEndsBeforeItsMarkerIsDamaged(int percent) throws IOException {
    byte[] whole = jpeg(64, 48);
    assertThat(ImageCodec.decode(whole, "a.jpg").width()).isEqualTo(64);
    int start = 640; // after the tables
    int kept = start + (whole.length - start) * percent / 100;
    byte[] cut = Arrays.copyOf(whole, kept + 2);
    cut[kept - 1] = 0; // not half of a marker
    cut[kept] = (byte) 0xFF;
    cut[kept + 1] = (byte) 0xD9;
    assertThatThrownBy(() -> ImageCodec.decode(cut, "a.jpg"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a.jpg is damaged: its image data ends early");
  }

  @Test
  void acceptsImagesOfOneColour() throws IOException {
    Path file = folder.resolve("white.jpg");
    byte[] white = new byte[3 * 33 * 17];
    Arrays.fill(white, (byte) 255);
    ImageCodec.write(new RgbImage(new ImageSize(17, 33), white), file);
    assertThat(ImageCodec.read(file).value(16, 32, 0)).isEqualTo(255);
  }

  @Test
  void missingRunLengthCodedRowsAreATruncatedBmp() {
    byte[] row = {4, 1, 0, 0};
    assertThat(ImageCodec.decode(bmp(2, row, row, new byte[] {0, 1}), "a.bmp").height())
        .isEqualTo(2);
    assertThatThrownBy(() -> ImageCodec.decode(bmp(2, row, new byte[] {0, 1}), "a.bmp"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.bmp is a truncated BMP")
        .hasMessageContaining("it has 1 of 2 rows");
  }

  /** Four pixels wide, 8 bits a pixel, run-length coded, two colours. */
  private static byte[] bmp(int height, byte[]... rows) {
    int length = Arrays.stream(rows).mapToInt(row -> row.length).sum();
    ByteBuffer file = ByteBuffer.allocate(62 + length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(62 + length).putInt(0).putInt(62);
    file.putInt(40).putInt(4).putInt(height).putShort((short) 1).putShort((short) 8).putInt(1);
    file.putInt(length).putInt(0).putInt(0).putInt(2).putInt(0);
    file.putInt(0x00102030).putInt(0x00405060);
    for (byte[] row : rows) {
      file.put(row);
    }
    return file.array();
  }
}
