package dev.osprey.data.image.jpeg;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which parts of a JPEG image its scans contain: components, coefficients, restart
 * intervals.
 */
final class JpegScans {
  private static final int COEFFICIENTS = 64;

  /** The number of missing bits of a coefficient before its first scan. */
  private static final int NOTHING_YET = 99;

  /**
   * The maximum number of scans: encoders write about 10, and decoding each one takes a pass over
   * all coefficients.
   */
  private static final int MAXIMUM_SCANS = 50;

  private final String name;
  private final Map<Integer, Component> components = new LinkedHashMap<>();
  private boolean progressive;
  private int width;
  private int height;
  private int restartInterval;
  private long restartsDue;
  private int scans;

  private record Component(int across, int down, int[] missingBits) {}

  JpegScans(String name) {
    this.name = name;
  }

  /**
   * @param at the index of the bits a sample in a start-of-frame segment
   */
  void frame(int marker, byte[] bytes, int at) {
    int bits = bytes[at] & 0xFF;
    if (bits != 8 || (marker & 3) == 3) {
      throw new UserError(
          name
              + (bits == 8 ? " is a lossless JPEG" : " is a JPEG of " + bits + " bits a channel")
              + ", which cannot be read. Convert it to PNG, or to JPEG of 8 bits");
    }
    progressive = (marker & 3) == 2;
    height = u16(bytes, at + 1);
    width = u16(bytes, at + 3);
    components.clear();
    for (int i = 0; i < (bytes[at + 5] & 0xFF); i++) {
      int factors = bytes[at + 7 + 3 * i];
      int[] missing = new int[COEFFICIENTS];
      Arrays.fill(missing, NOTHING_YET);
      components.put(
          bytes[at + 6 + 3 * i] & 0xFF,
          new Component(Math.max(1, factors >> 4 & 15), Math.max(1, factors & 15), missing));
    }
  }

  void restartInterval(int units) {
    restartInterval = units;
  }

  /**
   * @param at the index of the number of components in a start-of-scan segment
   */
  void scan(byte[] bytes, int at) {
    requireRestarts();
    if (++scans > MAXIMUM_SCANS) {
      throw new UserError(
          name
              + " is a JPEG of more than "
              + MAXIMUM_SCANS
              + " scans, which no camera or program writes. Save it again, as JPEG or PNG");
    }
    int number = bytes[at] & 0xFF;
    int first = bytes[at + 1 + 2 * number] & 63;
    int last = bytes[at + 2 + 2 * number] & 63;
    int bitsLeft = bytes[at + 3 + 2 * number] & 15;
    @Nullable Component single = null;
    for (int i = 0; i < number; i++) {
      single = components.get(bytes[at + 1 + 2 * i] & 0xFF);
      for (int k = first; single != null && k <= last; k++) {
        single.missingBits[k] = Math.min(single.missingBits[k], bitsLeft);
      }
    }
    long units = number == 1 && single != null ? blocks(single) : blocks(null);
    restartsDue = restartInterval == 0 ? 0 : (units - 1) / restartInterval;
  }

  void restart() {
    restartsDue--;
  }

  /** The units in a scan: blocks of its only component, or groups of blocks of all components. */
  private long blocks(@Nullable Component single) {
    int across = components.values().stream().mapToInt(Component::across).max().orElse(1);
    int down = components.values().stream().mapToInt(Component::down).max().orElse(1);
    if (single == null) {
      return (long) upwards(width, 8 * across) * upwards(height, 8 * down);
    }
    return (long) upwards(upwards(width * single.across, across), 8)
        * upwards(upwards(height * single.down, down), 8);
  }

  private static int upwards(int length, int unit) {
    return (length + unit - 1) / unit;
  }

  private void requireRestarts() {
    if (restartsDue > 0) {
      throw new UserError(
          name
              + " is a damaged JPEG: "
              + restartsDue
              + " of its restart markers are missing. "
              + DamagedImage.CURE);
    }
  }

  /** Throws if the scans do not contain the whole image. */
  void end() {
    requireRestarts();
    for (Component component : components.values()) {
      for (int k = 0; k < (progressive ? COEFFICIENTS : 1); k++) {
        if (component.missingBits[k] > 0) {
          throw new UserError(
              name
                  + " is a truncated JPEG: "
                  + (progressive ? "its last scans are missing. " : "a colour is missing. ")
                  + DamagedImage.CURE);
        }
      }
    }
    if (components.isEmpty()) {
      throw new UserError(
          name + " is a damaged JPEG: it holds no image data. " + DamagedImage.CURE);
    }
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
