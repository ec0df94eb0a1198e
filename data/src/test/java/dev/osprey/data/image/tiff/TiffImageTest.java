package dev.osprey.data.image.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DrawnTiff;
import dev.osprey.data.image.codec.ImageCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;

class TiffImageTest {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 4;
  private static final ByteOrder[] ORDERS = {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN};

  /** Eight bits a channel, each value another one. */
  private static byte[] colours() {
    byte[] colours = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) (3 * i + 1);
    }
    return colours;
  }

  /** The upper bytes are {@code colours}, the lower ones differ. */
  private static byte[] sixteenBits(byte[] colours, ByteOrder order) {
    ByteBuffer deep = ByteBuffer.allocate(2 * colours.length).order(order);
    for (byte colour : colours) {
      deep.putShort((short) ((colour << 8) | 0x7E));
    }
    return deep.array();
  }

  private static byte[] plane(byte[] colours, int channel) {
    byte[] plane = new byte[colours.length / 3];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = colours[3 * i + channel];
    }
    return plane;
  }

  private static byte[] decode(DrawnTiff tiff) {
    return ImageCodec.decode(tiff.bytes(), "a.tif").pixels();
  }

  private static DrawnTiff deep(ByteOrder order) {
    return new DrawnTiff(order, WIDTH, HEIGHT, 16, 3);
  }

  @Test
  void threeChannelsOfSixteenBitsKeepTheirUpperBytes() {
    for (ByteOrder order : ORDERS) {
      byte[] samples = sixteenBits(colours(), order);
      assertThat(decode(deep(order).strip(samples))).isEqualTo(colours());
      assertThat(
              decode(deep(order).with(DrawnTiff.COMPRESSION, 8).strip(DrawnTiff.deflated(samples))))
          .isEqualTo(colours());
    }
  }

  @Test
  void readsSeparatePlanesAtAllDepths() {
    for (ByteOrder order : ORDERS) {
      DrawnTiff deep = deep(order).with(DrawnTiff.PLANAR, 2);
      DrawnTiff flat = new DrawnTiff(order, WIDTH, HEIGHT, 8, 3).with(DrawnTiff.PLANAR, 2);
      for (int channel = 0; channel < 3; channel++) {
        deep.strip(sixteenBits(plane(colours(), channel), order));
        flat.strip(plane(colours(), channel));
      }
      assertThat(decode(deep)).isEqualTo(colours());
      assertThat(decode(flat)).isEqualTo(colours());
    }
  }

  @Test
  void scalesFourBitsToEight() {
    byte[] rows = {0x0F, 0x5A};
    DrawnTiff tiff = new DrawnTiff(ByteOrder.BIG_ENDIAN, 2, 2, 4, 1).strip(rows);
    assertThat(decode(tiff))
        .containsExactly(0, 0, 0, 255, 255, 255, 0x55, 0x55, 0x55, 0xAA, 0xAA, 0xAA);
  }

  @Test
  void resultsDoNotDependOnWhatMemoryHeldBefore() {
    byte[] file =
        deep(ByteOrder.BIG_ENDIAN).strip(sixteenBits(colours(), ByteOrder.BIG_ENDIAN)).bytes();
    for (int fill = 0; fill < 256; fill += 51) {
      for (int i = 0; i < 64; i++) { // freed memory of the sizes that a decoder asks for
        BytePointer dirty = new BytePointer(6L * WIDTH * HEIGHT + i);
        BytePointer.memset(dirty, fill, dirty.capacity());
        dirty.deallocate();
      }
      assertThat(ImageCodec.decode(file, "a.tif").pixels()).isEqualTo(colours());
    }
  }

  @Test
  void reportsMissingParts() {
    byte[] half = Arrays.copyOf(colours(), colours().length / 2);
    assertDamaged(flat().strip(half), "strip 1 of 1 holds 42 of 84 bytes");
    assertDamaged(
        flat().with(DrawnTiff.COMPRESSION, 8).strip(DrawnTiff.deflated(half)),
        "strip 1 of 1 holds 42 of 84 bytes");
    assertDamaged(flat().with(DrawnTiff.ROWS, 2).strip(half), "it has 1 of 2 strips");
    assertDamaged(flat().with(DrawnTiff.LENGTHS, 0).strip(colours()), "strip 1 of 1 is missing");
    assertDamaged(flat().with(DrawnTiff.OFFSETS, 0).strip(colours()), "strip 1 of 1 is missing");
    assertDamaged(
        flat().with(DrawnTiff.LENGTHS, 9999).strip(colours()), "ends after the end of the file");
    assertDamaged(
        flat().with(DrawnTiff.HEIGHT, 90).with(DrawnTiff.ROWS, 90).strip(colours()), "84 of");
    assertDamaged(flat().without(DrawnTiff.OFFSETS).strip(colours()), "where its pixels are");
    assertDamaged(
        flat().with(DrawnTiff.PHOTOMETRIC, 3).strip(colours()), "its palette has 0 of 256");
  }

  private static DrawnTiff flat() {
    return new DrawnTiff(ByteOrder.LITTLE_ENDIAN, WIDTH, HEIGHT, 8, 3);
  }

  private static void assertDamaged(DrawnTiff tiff, String why) {
    assertThatThrownBy(() -> decode(tiff))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a.tif is a damaged TIFF: ")
        .hasMessageContaining(why);
  }

  @Test
  void explainsKindsThatCannotBeRead() {
    assertRefused(new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 2, 2, 8, 5), "5 bands");
    assertRefused(grey(32).with(DrawnTiff.FORMAT, 3), "32-bit floating-point numbers");
    assertRefused(grey(32), "32-bit numbers");
    assertRefused(grey(16).with(DrawnTiff.FORMAT, 2), "16-bit signed numbers");
    assertRefused(grey(8).with(DrawnTiff.COMPRESSION, 50000), "Zstandard compression");
  }

  private static DrawnTiff grey(int bits) {
    return new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 2, 2, bits, 1);
  }

  private static void assertRefused(DrawnTiff tiff, String what) {
    assertThatThrownBy(() -> decode(tiff.strip(new byte[100])))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a.tif is a TIFF ")
        .hasMessageContaining(what)
        .hasMessageContaining("gdal_translate");
  }
}
