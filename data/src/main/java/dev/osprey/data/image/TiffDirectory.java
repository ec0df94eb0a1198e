package dev.osprey.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** The first directory of a TIFF file or of an EXIF block, which is laid out alike (TIFF 6.0). */
final class TiffDirectory {
  static final int ORIENTATION = 0x0112;
  static final int EXTRA_SAMPLES = 0x0152;

  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private final ByteBuffer bytes;

  /**
   * @param start where "II" or "MM" stands; offsets count from there
   */
  TiffDirectory(byte[] bytes, int start, int length) {
    ByteBuffer block = ByteBuffer.wrap(bytes, start, length).slice();
    boolean little = length > 0 && block.get(0) == 'I';
    this.bytes = block.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  /** How the stored rows and columns lie, 1 to 8; 1 (upright) where nothing valid is said. */
  int orientation() {
    OptionalInt at = find(ORIENTATION);
    int stated = at.isPresent() ? bytes.getShort(at.getAsInt()) : 1;
    return stated >= 1 && stated <= 8 ? stated : 1;
  }

  /** Whether an entry is one number of 16 bits that equals {@code value}. */
  boolean says(int tag, int value) {
    OptionalInt at = find(tag);
    return at.isPresent() && bytes.getShort(at.getAsInt()) == value;
  }

  /** Writes the number of an entry that is there into the bytes themselves. */
  void put(int tag, int value) {
    bytes.putShort(find(tag).orElseThrow(), (short) value);
  }

  /** Where the number of an entry stands; empty where it is absent or of another type. */
  private OptionalInt find(int tag) {
    long directory = bytes.limit() < 8 ? bytes.limit() : bytes.getInt(4) & 0xFFFF_FFFFL;
    if (directory + 2 > bytes.limit()) {
      return OptionalInt.empty();
    }
    int first = (int) directory + 2;
    int count = bytes.getShort((int) directory) & 0xFFFF;
    for (int i = 0; i < count && first + ENTRY_BYTES * (i + 1) <= bytes.limit(); i++) {
      int entry = first + ENTRY_BYTES * i;
      if ((bytes.getShort(entry) & 0xFFFF) == tag
          && bytes.getShort(entry + 2) == SHORT
          && bytes.getInt(entry + 4) == 1) {
        return OptionalInt.of(entry + 8);
      }
    }
    return OptionalInt.empty();
  }
}
