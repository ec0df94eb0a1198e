package dev.osprey.data.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCodecTest {
  @TempDir Path folder;

  /** Left half red, right half blue, 6 high and 10 wide. */
  private static BufferedImage redAndBlue(int type) {
    BufferedImage image = new BufferedImage(10, 6, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 5, 6);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(5, 0, 5, 6);
    graphics.dispose();
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static int[] rgb(RgbImage image, int y, int x) {
    return new int[] {image.value(y, x, 0), image.value(y, x, 1), image.value(y, x, 2)};
  }

  @Test
  void readsColoursInTheOrderRedGreenBlue() throws IOException {
    Path file = folder.resolve("a b ä.png");
    Files.write(file, encode(redAndBlue(BufferedImage.TYPE_INT_RGB), "png"));

    RgbImage image = ImageCodec.read(file);

    assertThat(image.size()).isEqualTo(new ImageSize(6, 10));
    assertThat(rgb(image, 3, 0)).containsExactly(255, 0, 0);
    assertThat(rgb(image, 3, 9)).containsExactly(0, 0, 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "webp", "jpg"})
  void readsWhatItWrote(String format) {
    RgbImage image = RgbImage.of(redAndBlue(BufferedImage.TYPE_INT_RGB));
    Path file = folder.resolve("image." + format);

    ImageCodec.write(image, file);

    RgbImage read = ImageCodec.read(file);
    assertThat(read.size()).isEqualTo(image.size());
    if (format.equals("png") || format.equals("bmp")) {
      assertThat(read.pixels()).isEqualTo(image.pixels());
    } else {
      assertThat(read.value(3, 0, 0)).isGreaterThan(220);
      assertThat(read.value(3, 0, 2)).isLessThan(40);
    }
  }

  @Test
  void dropsAlphaAndKeepsTheColourBelow() throws IOException {
    BufferedImage drawn = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    drawn.setRGB(0, 0, 0x00102030);
    drawn.setRGB(1, 0, 0x80405060);

    RgbImage image = ImageCodec.decode(encode(drawn, "png"), "alpha.png");

    assertThat(rgb(image, 0, 0)).containsExactly(0x10, 0x20, 0x30);
    assertThat(rgb(image, 0, 1)).containsExactly(0x40, 0x50, 0x60);
    assertThat(RgbImage.of(drawn).pixels()).isEqualTo(image.pixels());
  }

  @Test
  void repeatsGreyAndKeepsTheUpperByteOfSixteenBits() throws IOException {
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 77);
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0xABCD);

    assertThat(rgb(ImageCodec.decode(encode(grey, "png"), "g"), 0, 0)).containsExactly(77, 77, 77);
    assertThat(rgb(ImageCodec.decode(encode(deep, "png"), "d"), 0, 0))
        .containsExactly(0xAB, 0xAB, 0xAB);
  }

  @Test
  void appliesTheOrientationThatExifStates() throws IOException {
    byte[] jpeg = encode(redAndBlue(BufferedImage.TYPE_INT_RGB), "jpg");
    // TIFF, big endian, one entry: tag 0x0112 (orientation), SHORT, count 1, value 6 (turn right).
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      6,
      0,
      0,
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream oriented = new ByteArrayOutputStream();
    oriented.write(jpeg, 0, 2);
    oriented.writeBytes(exif);
    oriented.write(jpeg, 2, jpeg.length - 2);

    RgbImage image = ImageCodec.decode(oriented.toByteArray(), "turned.jpg");

    // After a turn to the right, the left half is at the top.
    assertThat(image.size()).isEqualTo(new ImageSize(10, 6));
    assertThat(image.value(0, 3, 0)).isGreaterThan(200);
    assertThat(image.value(9, 3, 2)).isGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void refusesEveryTruncatedFile(String format) throws IOException {
    byte[] whole = encode(redAndBlue(BufferedImage.TYPE_INT_RGB), format);
    ImageCodec.decode(whole, "whole");
    for (int length = 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageCodec.decode(part, "part." + format))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("part." + format + " is ");
    }
  }

  @Test
  void explainsATruncatedJpeg() throws IOException {
    byte[] whole = encode(redAndBlue(BufferedImage.TYPE_INT_RGB), "jpg");
    Path file = folder.resolve("cut.jpg");
    Files.write(file, Arrays.copyOf(whole, whole.length - 2));

    assertThatThrownBy(() -> ImageCodec.read(file))
        .hasMessage(
            file
                + " is a truncated JPEG: after "
                + (whole.length - 2)
                + " bytes its end marker is missing. Replace it or take it out of the data set");
  }

  @Test
  void acceptsBytesAfterTheEnd() throws IOException {
    byte[] jpeg = encode(redAndBlue(BufferedImage.TYPE_INT_RGB), "jpg");
    assertThat(ImageCodec.decode(Arrays.copyOf(jpeg, jpeg.length + 7), "a.jpg").width())
        .isEqualTo(10);
  }

  @Test
  void refusesAPngWhoseBytesWereChanged() throws IOException {
    byte[] png = encode(redAndBlue(BufferedImage.TYPE_INT_RGB), "png");
    png[45] ^= 1;
    assertThatThrownBy(() -> ImageCodec.decode(png, "changed.png"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("changed.png is a damaged PNG: the checksum of its chunk IDAT");
  }

  @Test
  void refusesEmptyMissingAndForeignFiles() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    Path text = Files.writeString(folder.resolve("text.jpg"), "not an image at all");
    assertThatThrownBy(() -> ImageCodec.read(empty))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("empty.jpg is empty (0 bytes)");
    assertThatThrownBy(() -> ImageCodec.read(text))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "text.jpg is a text file, not an image. Replace it or take it out of the data set");
    assertThatThrownBy(() -> ImageCodec.read(folder.resolve("none.jpg")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.jpg does not exist");
    assertThatThrownBy(() -> ImageCodec.read(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it is a folder");
  }

  @Test
  void refusesAHugeDeclaredSizeBeforeAllocating() throws IOException {
    byte[] jpeg = encode(redAndBlue(BufferedImage.TYPE_INT_RGB), "jpg");
    for (int i = 0; i < jpeg.length - 9; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
        Arrays.fill(jpeg, i + 5, i + 9, (byte) 0xEE);
      }
    }
    assertThatThrownBy(() -> ImageCodec.decode(jpeg, "bomb.jpg"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("bomb.jpg declares 61166x61166 pixels");
  }

  @Test
  void refusesToWriteAnUnknownExtension() {
    RgbImage image = new RgbImage(new ImageSize(1, 1), new byte[3]);
    assertThatThrownBy(() -> ImageCodec.write(image, folder.resolve("a.xyz")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.xyz names no image format");
    assertThatThrownBy(() -> ImageCodec.write(image, folder.resolve("no/such/a.png")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void readsOnePixel() {
    RgbImage image = new RgbImage(new ImageSize(1, 1), new byte[] {1, 2, 3});
    assertThat(ImageCodec.decode(ImageCodec.toPng(image), "one").pixels()).containsExactly(1, 2, 3);
    assertThat(RgbImage.of(image.toBufferedImage()).pixels()).containsExactly(1, 2, 3);
    assertThat(new String(ImageCodec.toPng(image), 1, 3, StandardCharsets.US_ASCII))
        .isEqualTo("PNG");
  }
}
