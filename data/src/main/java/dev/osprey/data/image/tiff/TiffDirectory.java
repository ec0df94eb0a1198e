package dev.osprey.data.image.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * The first directory of a TIFF file (TIFF 6.0 or BigTIFF), or of an EXIF block, which has the same
 * layout.
 */
public final class TiffDirectory {
  static final int ORIENTATION = 0x0112;
  public static final int EXTRA_SAMPLES = 0x0152;

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;
  private static final int LONG8 = 16;

  private static final long[] NONE = {};

  private final ByteBuffer bytes;
  private final boolean big;

  /**
   * @param start the index of "II" or "MM"; offsets count from there
   */
  public TiffDirectory(byte[] bytes, int start, int length) {
    ByteBuffer block = ByteBuffer.wrap(bytes, start, length).slice();
    boolean little = length > 0 && block.get(0) == 'I';
    this.bytes = block.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    this.big = length >= 16 && this.bytes.getShort(2) == 43;
  }

  ByteOrder order() {
    return bytes.order();
  }

  /**
   * The orientation of the stored rows and columns, 1 to 8; 1 (upright) where none or an invalid
   * one is stated.
   */
  public int orientation() {
    OptionalInt at = find(ORIENTATION);
    return at.isPresent() ? orientation(at.getAsInt()) : 1;
  }

  /**
   * The orientation of an EXIF block, 1 to 8, as OpenCV's decoders take it: the first 16 bits of
   * the entry's value, for any type and count that the entry states.
   */
  public int exifOrientation() {
    int entry = entry(ORIENTATION);
    return entry < 0 || big ? 1 : orientation(entry + 8);
  }

  private int orientation(int at) {
    int stated = bytes.getShort(at);
    return stated >= 1 && stated <= 8 ? stated : 1;
  }

  /** Whether an entry is one number of 16 bits that equals {@code value}. */
  public boolean hasValue(int tag, int value) {
    OptionalInt at = find(tag);
    return at.isPresent() && bytes.getShort(at.getAsInt()) == value;
  }

  /** Writes the number of an existing entry into the bytes in place. */
  public void put(int tag, int value) {
    bytes.putShort(find(tag).orElseThrow(), (short) value);
  }

  /** The first number of an entry, {@code otherwise} where it is absent. */
  long number(int tag, long otherwise) {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? otherwise : numbers[0];
  }

  /** The unsigned whole numbers of an entry; none where it is absent or extends beyond the file. */
  long[] numbers(int tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return NONE;
    }
    int type = bytes.getShort(entry + 2);
    int size = size(type);
    long count = big ? bytes.getLong(entry + 4) : bytes.getInt(entry + 4) & 0xFFFF_FFFFL;
    if (size == 0 || count < 1 || count > bytes.limit() / size) {
      return NONE;
    }
    int value = entry + (big ? 12 : 8);
    boolean inline = count * size <= (big ? 8 : 4);
    long at = inline ? value : big ? bytes.getLong(value) : bytes.getInt(value) & 0xFFFF_FFFFL;
    if (at < 0 || at > bytes.limit() - count * size) {
      return NONE;
    }
    long[] numbers = new long[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number((int) at + i * size, type);
    }
    return numbers;
  }

  private static int size(int type) {
    return switch (type) {
      case BYTE, UNDEFINED -> 1;
      case SHORT -> 2;
      case LONG -> 4;
      case LONG8 -> 8;
      default -> 0;
    };
  }

  private long number(int at, int type) {
    return switch (type) {
      case BYTE, UNDEFINED -> bytes.get(at) & 0xFF;
      case SHORT -> bytes.getShort(at) & 0xFFFF;
      case LONG -> bytes.getInt(at) & 0xFFFF_FFFFL;
      default -> bytes.getLong(at);
    };
  }

  /**
   * The index of the number of an entry; empty if it is absent or not a single number of 16 bits.
   */
  private OptionalInt find(int tag) {
    int entry = entry(tag);
    if (entry < 0 || bytes.getShort(entry + 2) != SHORT) {
      return OptionalInt.empty();
    }
    long count = big ? bytes.getLong(entry + 4) : bytes.getInt(entry + 4);
    return count == 1 ? OptionalInt.of(entry + (big ? 12 : 8)) : OptionalInt.empty();
  }

  /** The index of an entry; -1 if it is absent. */
  private int entry(int tag) {
    long directory = start();
    int head = big ? 8 : 2;
    if (directory < 0 || directory > bytes.limit() - head) {
      return -1;
    }
    int at = (int) directory;
    long count = big ? bytes.getLong(at) : bytes.getShort(at) & 0xFFFF;
    int length = big ? 20 : 12;
    at += head;
    for (long i = 0; i < count && at + length <= bytes.limit(); i++, at += length) {
      if ((bytes.getShort(at) & 0xFFFF) == tag) {
        return at;
      }
    }
    return -1;
  }

  private long start() {
    if (big) {
      return bytes.getLong(8);
    }
    return bytes.limit() < 8 ? -1 : bytes.getInt(4) & 0xFFFF_FFFFL;
  }
}
