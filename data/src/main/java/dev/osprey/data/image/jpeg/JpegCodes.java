package dev.osprey.data.image.jpeg;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the coded blocks of baseline scans, without computing any pixel (ITU-T T.81, annex F). */
final class JpegCodes {
  private static final int END = -1;
  private static final int INVALID = -2;

  private final byte[] bytes;
  private final @Nullable JpegHuffman[] direct = new JpegHuffman[4];
  private final @Nullable JpegHuffman[] alternating = new JpegHuffman[4];
  private final List<Component> components = new ArrayList<>();
  private int width;
  private int height;
  private int interval;
  private int at = 2;
  private int held;
  private int heldBits;

  private record Component(int id, int across, int down) {}

  /** A component in a scan: its tables, and its number of blocks in one unit. */
  private record Coded(JpegHuffman direct, JpegHuffman alternating, int blocks) {}

  JpegCodes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether each scan has as many blocks as the image; true for all that is not baseline. */
  boolean areComplete() {
    while (at + 3 < bytes.length) {
      int marker = u8(at + 1);
      if (u8(at) != 0xFF || marker == 0xFF || marker == 0) {
        at++;
      } else if (marker == 0xD9) {
        return true;
      } else if (JpegStructure.standsAlone(marker)) {
        at += 2;
      } else {
        int segment = at + 4;
        int end = at + 2 + u16(at + 2);
        at = end;
        if (JpegStructure.isStartOfFrame(marker) && marker > 0xC1) {
          return true;
        }
        if (!segment(marker, segment, end)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean segment(int marker, int segment, int end) {
    switch (marker) {
      case 0xC0, 0xC1 -> frame(segment);
      case 0xC4 -> tables(segment, end);
      case 0xDD -> interval = u16(segment);
      case 0xDA -> {
        return scan(segment);
      }
      default -> {}
    }
    return true;
  }

  private void frame(int segment) {
    height = u16(segment + 1);
    width = u16(segment + 3);
    components.clear();
    for (int i = 0; i < u8(segment + 5); i++) {
      int factors = u8(segment + 7 + 3 * i);
      components.add(
          new Component(
              u8(segment + 6 + 3 * i), Math.max(1, factors >> 4), Math.max(1, factors & 15)));
    }
  }

  private void tables(int segment, int end) {
    int table = segment;
    while (table + 17 <= end) {
      JpegHuffman huffman = new JpegHuffman(bytes, table + 1, end);
      (u8(table) >> 4 == 0 ? direct : alternating)[u8(table) & 3] = huffman;
      table += 17 + JpegHuffman.count(bytes, table + 1, end);
    }
  }

  private boolean scan(int segment) {
    int number = u8(segment);
    List<Coded> coded = new ArrayList<>();
    Component single = null;
    for (int i = 0; i < number; i++) {
      int id = u8(segment + 1 + 2 * i);
      single = components.stream().filter(one -> one.id == id).findFirst().orElse(null);
      JpegHuffman dc = direct[u8(segment + 2 + 2 * i) >> 4 & 3];
      JpegHuffman ac = alternating[u8(segment + 2 + 2 * i) & 3];
      if (single == null || dc == null || ac == null) {
        return true; // tables that the decoder has built in
      }
      coded.add(new Coded(dc, ac, number == 1 ? 1 : single.across * single.down));
    }
    return scan(coded, single == null ? 0 : units(number == 1 ? single : null));
  }

  private long units(@Nullable Component single) {
    int across = components.stream().mapToInt(Component::across).max().orElse(1);
    int down = components.stream().mapToInt(Component::down).max().orElse(1);
    if (single == null) {
      return (long) upwards(width, 8 * across) * upwards(height, 8 * down);
    }
    return (long) upwards(upwards(width * single.across, across), 8)
        * upwards(upwards(height * single.down, down), 8);
  }

  private static int upwards(int length, int unit) {
    return (length + unit - 1) / unit;
  }

  private boolean scan(List<Coded> coded, long units) {
    heldBits = 0;
    for (long unit = 0; unit < units; unit++) {
      if (interval > 0 && unit > 0 && unit % interval == 0) {
        restart();
      }
      for (Coded one : coded) {
        for (int i = 0; i < one.blocks; i++) {
          int outcome = block(one);
          if (outcome < 0) {
            return outcome == INVALID;
          }
        }
      }
    }
    return true;
  }

  /** Skips the next restart marker, if it is the next marker. */
  private void restart() {
    heldBits = 0;
    int next = at;
    while (next + 1 < bytes.length && (u8(next) != 0xFF || u8(next + 1) == 0)) {
      next++;
    }
    while (next + 1 < bytes.length && u8(next + 1) == 0xFF) {
      next++;
    }
    if (next + 1 < bytes.length && u8(next + 1) >= 0xD0 && u8(next + 1) <= 0xD7) {
      at = next + 2;
    }
  }

  private int block(Coded coded) {
    int outcome = skip(symbol(coded.direct));
    for (int k = 1; outcome >= 0 && k < 64; k++) {
      int symbol = symbol(coded.alternating);
      if (symbol == 0) {
        return 0; // end of block
      }
      if (symbol > 0) {
        k += symbol >> 4;
      }
      outcome = symbol < 0 ? symbol : skip(symbol & 15);
    }
    return outcome;
  }

  private int symbol(JpegHuffman table) {
    int code = 0;
    for (int length = 1; length <= 16; length++) {
      int bit = bit();
      if (bit < 0) {
        return END;
      }
      code = code << 1 | bit;
      int value = table.value(code, length);
      if (value >= 0) {
        return value;
      }
    }
    return INVALID;
  }

  /** Skips bits; after a fault their number may be wrong. */
  private int skip(int bits) {
    for (int i = 0; i < bits; i++) {
      if (bit() < 0) {
        return END;
      }
    }
    return Math.min(bits, 0);
  }

  private int bit() {
    if (heldBits == 0) {
      if (at >= bytes.length) {
        return END;
      }
      held = u8(at);
      if (held == 0xFF && (at + 1 >= bytes.length || u8(at + 1) != 0)) {
        return END; // a marker
      }
      at += held == 0xFF ? 2 : 1;
      heldBits = 8;
    }
    heldBits--;
    return held >> heldBits & 1;
  }

  private int u8(int index) {
    return bytes[index] & 0xFF;
  }

  private int u16(int index) {
    return u8(index) << 8 | u8(index + 1);
  }
}
