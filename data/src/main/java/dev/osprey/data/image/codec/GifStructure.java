package dev.osprey.data.image.codec;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.PixelBudget;

/** Checks the blocks of a GIF file up to its first image, the only one that is read. */
final class GifStructure {
  private static final int HEADER = 13;
  private static final int IMAGE = 0x2C;
  private static final int EXTENSION = 0x21;
  private static final int TRAILER = 0x3B;

  private final byte[] bytes;
  private final String name;
  private int at = HEADER;

  private GifStructure(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /** Throws if a file ends early, holds no image, or declares a size beyond the limit. */
  static void check(byte[] bytes, String name) {
    new GifStructure(bytes, name).check();
  }

  private void check() {
    require(HEADER);
    int width = u16(6);
    int height = u16(8);
    PixelBudget.check(width, height, bytes.length, name);
    if (u8(bytes.length - 1) != TRAILER) {
      throw truncated("its trailer is missing");
    }
    at += tableBytes(u8(10));
    while (blockType() == EXTENSION) {
      at += 2;
      subBlocks();
    }
    if (blockType() != IMAGE) {
      throw damaged("it holds no image");
    }
    require(at + 11);
    boolean inside = u16(at + 1) + u16(at + 5) <= width && u16(at + 3) + u16(at + 7) <= height;
    if (!inside || u16(at + 5) < 1 || u16(at + 7) < 1) {
      throw damaged("its image lies outside of the size that it declares");
    }
    at += 10 + tableBytes(u8(at + 9));
    require(at + 1);
    int codeBits = u8(at++);
    if (codeBits < 1 || codeBits > 8) {
      throw damaged("its codes begin with " + codeBits + " bits");
    }
    subBlocks();
  }

  private int blockType() {
    require(at + 1);
    return u8(at);
  }

  /** The length in bytes of the colour table that the flags state. */
  private static int tableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
  }

  private void subBlocks() {
    require(at + 1);
    while (u8(at) != 0) {
      at += 1 + u8(at);
      require(at + 1);
    }
    at++;
  }

  private void require(int length) {
    if (bytes.length < length) {
      throw truncated("its first image is not complete");
    }
  }

  private UserError truncated(String why) {
    return DamagedImage.truncated(name, "GIF", bytes.length, why);
  }

  private UserError damaged(String why) {
    return new UserError(name + " is a damaged GIF: " + why + ". " + DamagedImage.CURE);
  }

  private int u8(int index) {
    return bytes[index] & 0xFF;
  }

  private int u16(int index) {
    return u8(index + 1) << 8 | u8(index);
  }
}
