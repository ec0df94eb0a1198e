package dev.osprey.data.image.tiff;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses strips and tiles of TIFF files: uncompressed, LZW, Deflate and PackBits. */
final class TiffUnpacking {
  static final int NONE = 1;
  static final int LZW = 5;
  static final int DEFLATE = 8;
  static final int DEFLATE_OF_OLD = 32946;
  static final int PACK_BITS = 32773;

  private TiffUnpacking() {}

  static boolean knows(int compression) {
    return switch (compression) {
      case NONE, LZW, DEFLATE, DEFLATE_OF_OLD, PACK_BITS -> true;
      default -> false;
    };
  }

  /** Fills {@code to} from its start; returns the number of bytes up to the end or a fault. */
  static int unpack(int compression, byte[] packed, byte[] to) {
    return switch (compression) {
      case LZW -> new LzwDecoder(packed).decode(to);
      case DEFLATE, DEFLATE_OF_OLD -> inflate(packed, to);
      case PACK_BITS -> packBits(packed, to);
      case NONE -> {
        int length = Math.min(packed.length, to.length);
        System.arraycopy(packed, 0, to, 0, length);
        yield length;
      }
      default -> throw new IllegalArgumentException("compression " + compression);
    };
  }

  private static int inflate(byte[] packed, byte[] to) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int filled = 0;
      while (filled < to.length) {
        int more = inflater.inflate(to, filled, to.length - filled);
        if (more == 0) {
          break; // finished, or no input is left
        }
        filled += more;
      }
      return filled;
    } catch (DataFormatException e) {
      return (int) Math.min(inflater.getBytesWritten(), to.length - 1L);
    } finally {
      inflater.end();
    }
  }

  /** PackBits (TIFF 6.0, section 9): a count before each run. */
  private static int packBits(byte[] packed, byte[] to) {
    int filled = 0;
    int at = 0;
    while (at + 1 < packed.length && filled < to.length) {
      int count = packed[at++];
      if (count >= 0) {
        int length = Math.min(Math.min(count + 1, packed.length - at), to.length - filled);
        System.arraycopy(packed, at, to, filled, length);
        at += count + 1;
        filled += length;
      } else if (count != -128) {
        int end = Math.min(filled + 1 - count, to.length);
        Arrays.fill(to, filled, end, packed[at++]);
        filled = end;
      }
    }
    return filled;
  }
}
