package dev.osprey.tensorfiles.pickle.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the bytes of pickles from front to back; every length is checked before it is used. */
public final class PickleReader {
  private static final int LONGEST_LINE = 1 << 16;

  private final ByteBuffer bytes;
  private final TorchFileErrors errors;
  private final MemoryBudget budget;

  public PickleReader(ByteBuffer bytes, TorchFileErrors errors, MemoryBudget budget) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.errors = errors;
    this.budget = budget;
  }

  public int position() {
    return bytes.position();
  }

  int u1() {
    return Byte.toUnsignedInt(require(1).get());
  }

  int u2() {
    return Short.toUnsignedInt(require(2).getShort());
  }

  int i4() {
    return require(4).getInt();
  }

  long u4() {
    return Integer.toUnsignedLong(require(4).getInt());
  }

  /** Reads a number that becomes negative from 2⁶³ on. */
  long i8() {
    return require(8).getLong();
  }

  /** Reads a float, which is big endian in pickles. */
  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(require(8).getLong()));
  }

  ByteBuffer take(long length) {
    require(length);
    ByteBuffer taken = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return taken.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  String utf8(long length) {
    ByteBuffer text = take(length);
    budget.spendText(text.remaining());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw errors.damaged(
          "the text before byte " + bytes.position() + " of its pickle is not UTF-8");
    }
  }

  /**
   * Reads a Python 2 string, which has no encoding: Latin-1 keeps every byte, and names are ASCII.
   */
  String latin1(long length) {
    ByteBuffer text = take(length);
    budget.spendText(text.remaining());
    return StandardCharsets.ISO_8859_1.decode(text).toString();
  }

  /** Reads text up to and including the end of the line. */
  String line() {
    int start = bytes.position();
    int end = start;
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
      if (end - start > LONGEST_LINE) {
        throw errors.damaged("byte " + start + " of its pickle begins a line without an end");
      }
    }
    String line = utf8(end - start);
    require(1).get();
    return line;
  }

  private ByteBuffer require(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw errors.damaged(
          "byte "
              + bytes.position()
              + " of its pickle requires "
              + Long.toUnsignedString(length)
              + " more bytes, but "
              + bytes.remaining()
              + " remain");
    }
    return bytes;
  }
}
