package dev.osprey.data.image;

import dev.osprey.core.UserError;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Walks the bytes of an encoded picture before any decoder sees them. OpenCV fills what is missing
 * with grey and says so on standard error only; here a file that ends early, or that declares an
 * absurd size, is an error with the file's name.
 */
final class PictureStructure {
  /** PIL's limit against decompression bombs: pictures beyond it are refused. */
  static final long MOST_PIXELS = 178_956_970;

  private final byte[] bytes;
  private final String name;

  private PictureStructure(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /** Throws where the bytes are no complete picture of a known format. */
  static void check(byte[] bytes, String name) {
    new PictureStructure(bytes, name).check();
  }

  /**
   * Throws where a file is empty or begins as no image does.
   *
   * @param bytes its first ones
   */
  static void checkBeginning(byte[] bytes, String name) {
    PictureStructure structure = new PictureStructure(bytes, name);
    structure.requireContent();
    if (!structure.beginsAsImage()) {
      throw structure.noImage();
    }
  }

  private void check() {
    requireContent();
    if (startsWith(0xFF, 0xD8)) {
      checkJpeg();
    } else if (startsWith(0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      checkPng();
    } else if (startsWith('B', 'M')) {
      checkBmp();
    } else if (startsWith('R', 'I', 'F', 'F') && text(8, 4).equals("WEBP")) {
      if (bytes.length < 8 + littleEndian(4)) {
        throw truncated("WebP", "it should have " + (8 + littleEndian(4)) + " bytes");
      }
    } else if (startsWith('G', 'I', 'F', '8')) {
      checkSize(u16LittleEndian(6), u16LittleEndian(8));
      if ((bytes[bytes.length - 1] & 0xFF) != 0x3B) {
        throw truncated("GIF", "its trailer is missing");
      }
    } else if (!beginsAsImage()) {
      throw noImage();
    }
  }

  private void requireContent() {
    if (bytes.length == 0) {
      throw new UserError(name + " is empty (0 bytes). Replace it or take it out of the data set");
    }
  }

  private boolean beginsAsImage() {
    return startsWith(0xFF, 0xD8)
        || startsWith(0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)
        || startsWith('B', 'M')
        || (startsWith('R', 'I', 'F', 'F') && text(8, 4).equals("WEBP"))
        || startsWith('G', 'I', 'F', '8')
        || startsWith('I', 'I', 42, 0)
        || startsWith('M', 'M', 0, 42);
  }

  private UserError noImage() {
    return new UserError(
        name
            + " is no picture that can be read: it starts with "
            + beginning()
            + ". JPEG, PNG, BMP, WebP, TIFF and GIF can be; convert it or take it out");
  }

  /** ITU-T T.81, annex B: marker segments up to EOI; entropy-coded data after each SOS. */
  private void checkJpeg() {
    int at = 2;
    while (true) {
      while (at < bytes.length && (bytes[at] & 0xFF) != 0xFF) {
        at++; // entropy-coded data, or stray bytes between segments, which decoders skip too
      }
      while (at < bytes.length && (bytes[at] & 0xFF) == 0xFF) {
        at++;
      }
      if (at >= bytes.length) {
        throw truncated("JPEG", "its end marker is missing");
      }
      int marker = bytes[at++] & 0xFF;
      if (marker == 0xD9) {
        return;
      }
      if (standsAlone(marker)) {
        continue;
      }
      int length = at + 2 <= bytes.length ? u16(at) : 0;
      if (length < 2 || at + length > bytes.length) {
        throw truncated("JPEG", "a segment ends behind the end of the file");
      }
      if (isStartOfFrame(marker) && length >= 7) {
        checkSize(u16(at + 5), u16(at + 3));
      }
      at += length;
    }
  }

  /** JPEG markers without a segment. */
  static boolean standsAlone(int marker) {
    return marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
  }

  /** JPEG markers whose segment states the size. */
  static boolean isStartOfFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private void checkPng() {
    int at = 8;
    while (at + 12L <= bytes.length) {
      long length = bigEndian(at);
      if (at + 12 + length > bytes.length) {
        break;
      }
      String type = text(at + 4, 4);
      CRC32 crc = new CRC32();
      crc.update(bytes, at + 4, (int) length + 4);
      if (crc.getValue() != bigEndian(at + 8 + (int) length)) {
        throw new UserError(
            name + " is a damaged PNG: the checksum of its chunk " + type + " is wrong. " + CURE);
      }
      if (type.equals("IHDR")) {
        checkSize(bigEndian(at + 8), bigEndian(at + 12));
      } else if (type.equals("IEND")) {
        return;
      }
      at += 12 + (int) length;
    }
    throw truncated("PNG", "its end chunk is missing");
  }

  private void checkBmp() {
    if (bytes.length < 54) {
      throw truncated("BMP", "its header has 54 bytes or more");
    }
    long width = Math.abs((long) (int) littleEndian(18));
    long height = Math.abs((long) (int) littleEndian(22));
    checkSize(width, height);
    int bits = u16LittleEndian(28);
    boolean compressed = littleEndian(30) == 1 || littleEndian(30) == 2;
    long needed = littleEndian(10) + (width * bits + 31) / 32 * 4 * height;
    if (!compressed && bytes.length < needed) {
      throw truncated("BMP", "it should have " + needed + " bytes");
    }
  }

  private void checkSize(long width, long height) {
    if (width < 1 || height < 1) {
      throw new UserError(name + " declares a size of " + width + "x" + height + ". " + CURE);
    }
    if (width * height > MOST_PIXELS) {
      throw new UserError(
          name
              + " declares "
              + width
              + "x"
              + height
              + " pixels, more than the limit of "
              + MOST_PIXELS
              + " in all. Scale it down or take it out");
    }
  }

  private static final String CURE = "Replace it or take it out of the data set";

  private UserError truncated(String format, String why) {
    return new UserError(
        name
            + " is a truncated "
            + format
            + ": after "
            + bytes.length
            + " bytes "
            + why
            + ". "
            + CURE);
  }

  private String beginning() {
    int length = Math.min(16, bytes.length);
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < length; i++) {
      int c = bytes[i] & 0xFF;
      shown.append(c >= 0x20 && c < 0x7F ? (char) c : '.');
    }
    return shown.append('"').toString();
  }

  private boolean startsWith(int... signature) {
    if (bytes.length < signature.length) {
      return false;
    }
    for (int i = 0; i < signature.length; i++) {
      if ((bytes[i] & 0xFF) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int at, int length) {
    return at + length <= bytes.length
        ? new String(bytes, at, length, StandardCharsets.ISO_8859_1)
        : "";
  }

  private int byteAt(int at) {
    if (at >= bytes.length) {
      throw truncated("picture", "its header is not complete");
    }
    return bytes[at] & 0xFF;
  }

  private int u16(int at) {
    return byteAt(at) << 8 | byteAt(at + 1);
  }

  private int u16LittleEndian(int at) {
    return byteAt(at + 1) << 8 | byteAt(at);
  }

  private long bigEndian(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  private long littleEndian(int at) {
    return (long) u16LittleEndian(at + 2) << 16 | u16LittleEndian(at);
  }
}
