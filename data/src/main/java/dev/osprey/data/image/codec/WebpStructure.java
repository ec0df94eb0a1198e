package dev.osprey.data.image.codec;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.PixelBudget;
import java.nio.charset.StandardCharsets;

/**
 * Checks the chunks of a WebP file (RFC 9649), with every size that they declare, because a decoder
 * allocates memory for the canvas and for the frames.
 */
final class WebpStructure {
  private static final int HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;

  private final byte[] bytes;
  private final String name;
  private final int end;
  private int sizes;

  private WebpStructure(byte[] bytes, String name, int end) {
    this.bytes = bytes;
    this.name = name;
    this.end = end;
  }

  /** Throws if the file ends early, or declares no size or one beyond the limit. */
  static void check(byte[] bytes, String name) {
    long stated = bytes.length < HEADER ? HEADER : 8 + little(bytes, 4, 4);
    if (bytes.length < stated) {
      throw DamagedImage.truncated(
          name, "WebP", bytes.length, "it should have " + stated + " bytes");
    }
    WebpStructure structure = new WebpStructure(bytes, name, (int) stated);
    structure.chunks(HEADER, structure.end);
    if (structure.sizes == 0) {
      throw structure.damaged("it declares no size");
    }
  }

  private void chunks(int from, int to) {
    int at = from;
    while (at + CHUNK_HEADER <= to) {
      long length = little(bytes, at + 4, 4);
      int content = at + CHUNK_HEADER;
      if (length > to - content) {
        throw damaged("a part of it ends after the end of the data that contains it");
      }
      chunk(new String(bytes, at, 4, StandardCharsets.ISO_8859_1), content, length);
      at = (int) Math.min(to, content + length + (length & 1));
    }
  }

  private void chunk(String type, int at, long length) {
    switch (type) {
      case "VP8X" -> {
        require(length >= 10);
        size(1 + little(bytes, at + 4, 3), 1 + little(bytes, at + 7, 3));
      }
      case "VP8 " -> {
        require(length >= 10);
        size(little(bytes, at + 6, 2) & 0x3FFF, little(bytes, at + 8, 2) & 0x3FFF);
      }
      case "VP8L" -> {
        require(length >= 5);
        long packed = little(bytes, at + 1, 4);
        size(1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF));
      }
      case "ANMF" -> {
        require(length >= FRAME_HEADER);
        size(1 + little(bytes, at + 6, 3), 1 + little(bytes, at + 9, 3));
        chunks(at + FRAME_HEADER, (int) (at + length));
      }
      default -> {} // colours, metadata, transparency of a frame whose size is stated elsewhere
    }
  }

  private void size(long width, long height) {
    sizes++;
    PixelBudget.check(width, height, bytes.length, name);
  }

  private void require(boolean complete) {
    if (!complete) {
      throw damaged("its header is not complete");
    }
  }

  private UserError damaged(String why) {
    return new UserError(name + " is a damaged WebP: " + why + ". " + DamagedImage.CURE);
  }

  private static long little(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xFF);
    }
    return value;
  }
}
