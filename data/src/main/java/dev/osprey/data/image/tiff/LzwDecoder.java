package dev.osprey.data.image.tiff;

/**
 * Decodes LZW of TIFF (TIFF 6.0, section 13): codes of 9 to 12 bits, whose length grows one code
 * early. Files older than TIFF 5 have the bits of each byte in reverse order, and the length does
 * not grow early.
 */
final class LzwDecoder {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int MAXIMUM_CODES = 4096;

  private final byte[] packed;
  private final boolean old;
  private int at;
  private int held;
  private int heldBits;

  /** A code's bytes are those of {@code prefix} and then {@code last}. */
  private final int[] prefix = new int[MAXIMUM_CODES];

  private final byte[] last = new byte[MAXIMUM_CODES];
  private final int[] length = new int[MAXIMUM_CODES];
  private int next = FIRST;

  LzwDecoder(byte[] packed) {
    this.packed = packed;
    this.old = packed.length > 1 && packed[0] == 0 && (packed[1] & 1) == 1;
    for (int i = 0; i < CLEAR; i++) {
      last[i] = (byte) i;
      length[i] = 1;
    }
  }

  /** Fills {@code to} from its start; returns the number of bytes up to the end or a fault. */
  int decode(byte[] to) {
    int filled = 0;
    int previous = -1;
    while (filled < to.length) {
      int code = code();
      if (code < 0 || code == END || code > next || (previous < 0 && code > CLEAR)) {
        return filled;
      }
      if (code == CLEAR) {
        next = FIRST;
        previous = -1;
        continue;
      }
      if (previous >= 0) {
        add(previous, code);
      }
      if (code >= next) {
        return filled;
      }
      write(code, to, filled);
      filled = Math.min(to.length, filled + length[code]);
      previous = code;
    }
    return filled;
  }

  /** Adds the previous code with the first byte of this one. */
  private void add(int previous, int code) {
    if (next >= MAXIMUM_CODES) {
      return; // some writers clear the table one code late
    }
    prefix[next] = previous;
    length[next] = length[previous] + 1;
    last[next] = first(code == next ? previous : code);
    next++;
  }

  private byte first(int code) {
    int at = code;
    while (at >= FIRST) {
      at = prefix[at];
    }
    return (byte) at;
  }

  private void write(int code, byte[] to, int from) {
    int one = code;
    for (int i = from + length[code] - 1; i >= from; i--) {
      if (i < to.length) {
        to[i] = last[one];
      }
      one = prefix[one];
    }
  }

  /** Reads the next code; -1 at the end. */
  private int code() {
    int grown = next + (old ? 0 : 1);
    int bits = grown < 512 ? 9 : grown < 1024 ? 10 : grown < 2048 ? 11 : 12;
    while (heldBits < bits) {
      if (at >= packed.length) {
        return -1;
      }
      int more = packed[at++] & 0xFF;
      held = old ? held | more << heldBits : held << 8 | more;
      heldBits += 8;
    }
    heldBits -= bits;
    if (old) {
      int code = held & (1 << bits) - 1;
      held >>>= bits;
      return code;
    }
    int code = held >>> heldBits & (1 << bits) - 1;
    held &= (1 << heldBits) - 1;
    return code;
  }
}
