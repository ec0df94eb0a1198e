package dev.osprey.data.image.codec;

import dev.osprey.core.file.FileKind;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.PixelBudget;
import dev.osprey.data.image.jpeg.JpegStructure;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Checks the bytes of an encoded image before a decoder reads them. OpenCV fills missing parts with
 * grey and warns only on standard error; here a file that ends early or declares an absurd size is
 * an error with the file's name.
 */
public final class ImageStructure {
  private static final String BLANK =
      "holds nothing but zero bytes, as a copy that was interrupted. " + DamagedImage.CURE;
  private static final String TEXT = "is a text file, not an image. " + DamagedImage.CURE;
  private static final String UNKNOWN =
      "is not an image that can be read. JPEG, PNG, BMP, WebP, TIFF and GIF can be; convert it"
          + " or take it out";

  private final byte[] bytes;
  private final String name;

  private ImageStructure(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /** Throws if the bytes are not a complete image of a known format. */
  static void check(byte[] bytes, String name) {
    new ImageStructure(bytes, name).check();
  }

  /**
   * Throws if a file is empty or does not begin like an image.
   *
   * @param bytes the first bytes of the file
   */
  static void checkBeginning(byte[] bytes, String name) {
    ImageStructure structure = new ImageStructure(bytes, name);
    structure.requireContent();
    if (!structure.beginsAsImage()) {
      throw structure.foreign();
    }
  }

  private void check() {
    requireContent();
    if (startsWith(0xFF, 0xD8)) {
      JpegStructure.check(bytes, name);
    } else if (startsWith(0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      checkPng();
    } else if (startsWith('B', 'M')) {
      checkBmp();
    } else if (startsWith('R', 'I', 'F', 'F') && text(8, 4).equals("WEBP")) {
      WebpStructure.check(bytes, name);
    } else if (startsWith('G', 'I', 'F', '8')) {
      GifStructure.check(bytes, name);
    } else if (!isTiff(bytes)) {
      throw foreign();
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
        || isTiff(bytes);
  }

  /** Whether a file begins like TIFF or BigTIFF. */
  static boolean isTiff(byte[] bytes) {
    return FileKind.of(bytes).filter(kind -> kind == FileKind.TIFF).isPresent();
  }

  private UserError foreign() {
    String what =
        FileKind.of(bytes)
            .map(ImageStructure::describe)
            .orElseGet(() -> isBlank() ? BLANK : FileKind.isText(bytes) ? TEXT : UNKNOWN);
    return new UserError(name + " " + what);
  }

  private static String describe(FileKind kind) {
    boolean image = kind.description().endsWith(" image");
    boolean numbers = kind == FileKind.NUMPY || kind == FileKind.HDF5;
    return "is "
        + kind.description()
        + (image ? ", which cannot be read. " : ", not an image. ")
        + (numbers ? "Save the pixels as PNG" : kind.cure());
  }

  private boolean isBlank() {
    for (byte one : bytes) {
      if (one != 0) {
        return false;
      }
    }
    return true;
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
            name
                + " is a damaged PNG: the checksum of its chunk "
                + type
                + " is wrong. "
                + DamagedImage.CURE);
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
    boolean ofOs2 = bytes.length >= 26 && littleEndian(14) == 12;
    if (bytes.length < (ofOs2 ? 26 : 54)) {
      throw truncated("BMP", "its header has 54 bytes or more");
    }
    long width = ofOs2 ? u16LittleEndian(18) : Math.abs((long) (int) littleEndian(18));
    long height = ofOs2 ? u16LittleEndian(20) : Math.abs((long) (int) littleEndian(22));
    checkSize(width, height);
    int bits = u16LittleEndian(ofOs2 ? 24 : 28);
    long compression = ofOs2 ? 0 : littleEndian(30);
    long start = littleEndian(10);
    if (compression == 1 || compression == 2) {
      checkRuns((int) Math.min(start, bytes.length), height);
      return;
    }
    long needed = start + (width * bits + 31) / 32 * 4 * height;
    if (bytes.length < needed) {
      throw truncated("BMP", "it should have " + needed + " bytes");
    }
  }

  /** Checks run-length coded rows: those that are left out without a jump stay unpainted. */
  private void checkRuns(int start, long height) {
    long rows = 0;
    boolean painted = false;
    for (int at = start; at + 1 < bytes.length; at += 2) {
      int count = bytes[at] & 0xFF;
      int value = bytes[at + 1] & 0xFF;
      if (count > 0) {
        painted = true;
      } else if (value == 0) {
        rows++;
        painted = false;
      } else if (value == 1) {
        break;
      } else if (value == 2) {
        return;
      } else {
        boolean four = littleEndian(30) == 2;
        at += (four ? (value + 3) / 4 : (value + 1) / 2) * 2;
        painted = true;
      }
    }
    if (rows + (painted ? 1 : 0) < height) {
      throw truncated("BMP", "it has " + (rows + (painted ? 1 : 0)) + " of " + height + " rows");
    }
  }

  private void checkSize(long width, long height) {
    PixelBudget.check(width, height, bytes.length, name);
  }

  private UserError truncated(String format, String why) {
    return DamagedImage.truncated(name, format, bytes.length, why);
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
      throw truncated("image", "its header is not complete");
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
