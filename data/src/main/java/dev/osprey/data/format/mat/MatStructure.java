package dev.osprey.data.format.mat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Checks the elements of a MATLAB file of version 5 (MathWorks, "MAT-File Format") before the
 * library reads it, because the library allocates any size that a file states and follows any
 * nesting. A valid file has as many values as it states, a small depth of nesting, and a bounded
 * size once unpacked.
 */
final class MatStructure {
  private static final int HEADER = 128;
  private static final int TAG = 8;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int CELL = 1;
  private static final int CHAR = 4;
  private static final int FIRST_NUMBER = 6;
  private static final int LAST_NUMBER = 15;

  /** Limits: the published files nest four deep, have 28,000 arrays and unpack to 4 MB. */
  private static final int MAXIMUM_DEPTH = 16;

  private static final int MAXIMUM_ARRAYS = 250_000;
  private static final int MAXIMUM_UNPACKED = 32 << 20;

  private int arrays;
  private int unpacked;

  private MatStructure() {}

  /** The fault of a file, as the end of a sentence; never null. */
  static final class MatFault extends Exception {
    private static final long serialVersionUID = 1L;

    MatFault(String what) {
      super(what, null, false, false);
    }

    String what() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * @throws MatFault if the library must not read the file
   */
  static void check(byte[] file) throws MatFault {
    if (file.length < HEADER) {
      throw new MatFault("it is too short");
    }
    boolean little = file[126] == 'I' && file[127] == 'M';
    boolean big = file[126] == 'M' && file[127] == 'I';
    if (!little && !big) {
      throw new MatFault("its header is unknown");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).position(HEADER);
    new MatStructure().variables(bytes);
  }

  /** An element: the buffer's position and limit are those of its content. */
  private record Element(int type, ByteBuffer content) {
    int length() {
      return content.remaining();
    }
  }

  private void variables(ByteBuffer bytes) throws MatFault {
    while (bytes.remaining() >= TAG) {
      Element element = next(bytes);
      switch (element.type) {
        case MATRIX -> array(element.content, 1);
        case COMPRESSED -> {
          Element inside = next(inflate(element.content));
          require(inside.type == MATRIX, "a compressed part of it is not an array");
          array(inside.content, 1);
        }
        default -> {} // the library skips unknown elements
      }
    }
  }

  /** Reads the next element; the buffer is after it then. */
  private static Element next(ByteBuffer bytes) throws MatFault {
    require(bytes.remaining() >= TAG, "an element of it is cut off");
    int first = bytes.getInt();
    int small = first >>> 16;
    int length = small != 0 ? small : bytes.getInt();
    int padded = small != 0 ? 4 : (int) Math.min(length + 7L & ~7L, bytes.remaining());
    require(
        length >= 0 && length <= (small != 0 ? 4 : bytes.remaining()),
        "an element of it ends after the end of the data that contains it");
    int type = small != 0 ? first & 0xFFFF : first;
    ByteBuffer content = bytes.slice(bytes.position(), length).order(bytes.order());
    // What is compressed is not padded.
    bytes.position(bytes.position() + (type == COMPRESSED ? length : padded));
    return new Element(type, content);
  }

  private void array(ByteBuffer bytes, int depth) throws MatFault {
    require(++arrays <= MAXIMUM_ARRAYS, "it has more than " + MAXIMUM_ARRAYS + " arrays");
    require(depth <= MAXIMUM_DEPTH, "its cells are nested too deeply");
    if (!bytes.hasRemaining()) {
      return; // an empty cell
    }
    Element flags = next(bytes);
    require(flags.length() == 8, "an array of it states no type");
    int stated = flags.content.getInt(0);
    int type = stated & 0xFF;
    long values = values(next(bytes));
    next(bytes); // its name
    if (type == CELL) {
      cells(bytes, values, depth);
    } else if (type == CHAR || (type >= FIRST_NUMBER && type <= LAST_NUMBER)) {
      boolean complex = (stated & 0x800) != 0;
      require(!complex, "it holds complex numbers");
      numbers(next(bytes), values, type);
    } else {
      throw new MatFault("it contains something other than cells, texts and numbers");
    }
  }

  /** The product of the sides. */
  private static long values(Element sides) throws MatFault {
    require(sides.length() >= 8 && sides.length() <= 128, "an array of it states no size");
    long values = 1;
    for (int at = 0; at + 4 <= sides.length(); at += 4) {
      int side = sides.content.getInt(at);
      require(side >= 0, "an array of it states a negative size");
      values = side == 0 ? 0 : Math.min(values * side, Integer.MAX_VALUE);
    }
    return values;
  }

  private void cells(ByteBuffer bytes, long values, int depth) throws MatFault {
    require(values <= bytes.remaining() / TAG, "a cell array of it has fewer cells than it states");
    for (long i = 0; i < values; i++) {
      Element cell = next(bytes);
      require(cell.type == MATRIX, "a cell of it is not an array");
      array(cell.content, depth + 1);
    }
  }

  private static void numbers(Element data, long values, int type) throws MatFault {
    int bytesEach =
        switch (data.type) {
          case 1, 2, 16 -> 1;
          case 3, 4, 17 -> 2;
          case 5, 6, 7, 18 -> 4;
          case 9, 12, 13 -> 8;
          default -> throw new MatFault("an array of it holds values of an unknown kind");
        };
    long present = data.length() / bytesEach;
    // A letter of a text may have several bytes in UTF-8.
    boolean enough = type == CHAR ? present >= values : present == values;
    require(enough, "an array of it has " + present + " values where it states " + values);
  }

  private ByteBuffer inflate(ByteBuffer packed) throws MatFault {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed.slice());
      byte[] bytes = new byte[Math.max(64, Math.min(packed.remaining() * 4, MAXIMUM_UNPACKED))];
      int filled = 0;
      while (!inflater.finished()) {
        if (filled == bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.min(2 * filled, MAXIMUM_UNPACKED + 1));
        }
        int more = inflater.inflate(bytes, filled, bytes.length - filled);
        filled += more;
        require(more > 0 || inflater.finished(), "a compressed part of it is cut off");
        require(
            unpacked + filled <= MAXIMUM_UNPACKED,
            "it unpacks to more than " + (MAXIMUM_UNPACKED >> 20) + " MB");
      }
      unpacked += filled;
      return ByteBuffer.wrap(bytes, 0, filled).slice().order(packed.order());
    } catch (DataFormatException e) {
      throw new MatFault("a compressed part of it is damaged");
    } finally {
      inflater.end();
    }
  }

  private static void require(boolean holds, String otherwise) throws MatFault {
    if (!holds) {
      throw new MatFault(otherwise);
    }
  }
}
