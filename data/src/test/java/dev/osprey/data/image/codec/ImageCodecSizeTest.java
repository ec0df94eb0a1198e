package dev.osprey.data.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.format.reading.DrawnFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCodecSizeTest {
  @TempDir Path folder;
  private DrawnFiles files;

  @BeforeEach
  void open() {
    files = new DrawnFiles(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".bmp", ".webp"})
  void equalsTheDecodersSize(String format) {
    Path file = files.bytes("a" + format, files.encoded(format, 31, 17));

    assertThat(ImageCodec.size(file)).isEqualTo(new ImageSize(17, 31));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void appliesTheOrientationLikeTheDecoder(int orientation) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      Path file = files.bytes("a.jpg", withSegments(exif(orientation, order)));

      ImageSize size = ImageCodec.size(file);
      assertThat(size).isEqualTo(ImageCodec.read(file).size());
      assertThat(size.height()).isEqualTo(orientation >= 5 && orientation <= 8 ? 31 : 17);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "4, 1", "9, 1", "2, 6"})
  void readsTheOrientationOfOtherTypesAndCountsLikeTheDecoder(int type, int count) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      Path file = files.bytes("a.jpg", withSegments(exif(type, count, 6, order)));

      assertThat(ImageCodec.size(file)).isEqualTo(ImageCodec.read(file).size());
    }
  }

  @Test
  void usesTheDecoderIfSeveralSegmentsAreAmbiguous() {
    byte[] xmp = segment("http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(StandardCharsets.UTF_8));
    byte[] turned = exif(6, ByteOrder.BIG_ENDIAN);
    byte[] upright = exif(1, ByteOrder.BIG_ENDIAN);
    for (byte[][] order :
        new byte[][][] {{xmp, turned}, {turned, xmp}, {turned, upright}, {upright, turned}}) {
      Path file = files.bytes("a.jpg", withSegments(order));

      assertThat(ImageCodec.size(file)).isEqualTo(ImageCodec.read(file).size());
    }
  }

  @Test
  void equalsTheDecodersSizeIfAPngStatesAnOrientation() {
    byte[] png = files.encoded(".png", 31, 17);
    byte[] tiff = Arrays.copyOfRange(exif(6, ByteOrder.BIG_ENDIAN), 10, 36);
    CRC32 crc = new CRC32();
    byte[] type = "eXIf".getBytes(StandardCharsets.US_ASCII);
    crc.update(type);
    crc.update(tiff);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, 33); // signature and IHDR
    out.writeBytes(ByteBuffer.allocate(4).putInt(tiff.length).array());
    out.writeBytes(type);
    out.writeBytes(tiff);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    out.write(png, 33, png.length - 33);
    Path file = files.bytes("a.png", out.toByteArray());

    assertThat(ImageCodec.size(file)).isEqualTo(ImageCodec.read(file).size());
  }

  @Test
  void reportsFilesThatAreNotImages() {
    Path none = files.bytes("none.jpg", new byte[0]);
    Path text = files.text("text.jpg", "not an image at all");
    byte[] jpeg = files.encoded(".jpg", 31, 17);
    Path headless = files.bytes("headless.jpg", Arrays.copyOf(jpeg, 30));

    for (Path file : new Path[] {none, text, headless, files.path("absent.jpg")}) {
      assertThatThrownBy(() -> ImageCodec.size(file))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void damagedHeadersAreUserErrors() {
    SeededRandom random = SeededRandom.of(1, 1);
    byte[] whole = withSegments(exif(6, ByteOrder.LITTLE_ENDIAN));
    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      damaged[2 + random.nextInt(70)] = (byte) random.nextInt(256);
      Path file = files.bytes("damaged.jpg", damaged);
      try {
        assertThat(ImageCodec.size(file)).isNotNull();
      } catch (UserError e) {
        assertThat(e).hasMessageContaining("damaged.jpg");
      }
    }
  }

  private byte[] withSegments(byte[]... segments) {
    byte[] jpeg = files.encoded(".jpg", 31, 17);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    for (byte[] segment : segments) {
      out.writeBytes(segment);
    }
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** TIFF with two entries: ImageWidth, which is skipped, and the orientation. */
  private static byte[] exif(int orientation, ByteOrder order) {
    return exif(3, 1, orientation, order);
  }

  private static byte[] exif(int type, int count, int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(44).order(order);
    tiff.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    tiff.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x0100).putShort((short) 3).putInt(1).putShort((short) 31);
    tiff.putShort((short) 0);
    tiff.putShort((short) 0x0112).putShort((short) type).putInt(count);
    tiff.putShort((short) orientation);
    tiff.putShort((short) 0);
    tiff.putInt(0);
    return segment(tiff.array());
  }

  private static byte[] segment(byte[] content) {
    ByteBuffer segment = ByteBuffer.allocate(4 + content.length);
    segment.putShort((short) 0xFFE1).putShort((short) (2 + content.length)).put(content);
    return segment.array();
  }
}
