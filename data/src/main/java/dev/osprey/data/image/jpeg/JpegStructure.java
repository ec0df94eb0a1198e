package dev.osprey.data.image.jpeg;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.PixelBudget;

/**
 * Checks the marker segments of a JPEG stream (ITU-T T.81, annex B) up to its end. The decoder
 * fills missing parts with grey, without an error.
 */
public final class JpegStructure {
  private final byte[] bytes;
  private final String name;
  private final JpegScans scans;
  private int at = 2;

  private JpegStructure(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
    this.scans = new JpegScans(name);
  }

  /**
   * Throws if the stream ends early, or scans or restart intervals are missing.
   *
   * @param bytes from the start-of-image marker on; bytes after the end-of-image are ignored
   */
  public static void check(byte[] bytes, String name) {
    new JpegStructure(bytes, name).check();
  }

  private void check() {
    while (true) {
      int marker = nextMarker();
      if (marker == 0xD9) {
        scans.end();
        return;
      }
      if (marker >= 0xD0 && marker <= 0xD7) {
        scans.restart();
      }
      if (standsAlone(marker)) {
        continue;
      }
      int length = at + 2 <= bytes.length ? u16(at) : 0;
      if (length < 2 || at + length > bytes.length) {
        throw truncated("a segment ends after the end of the file");
      }
      segment(marker, length);
      at += length;
    }
  }

  private int nextMarker() {
    while (at < bytes.length && (bytes[at] & 0xFF) != 0xFF) {
      at++; // entropy-coded data, or stray bytes between segments, which decoders skip too
    }
    while (at < bytes.length && (bytes[at] & 0xFF) == 0xFF) {
      at++;
    }
    if (at >= bytes.length) {
      throw truncated("its end marker is missing");
    }
    return bytes[at++] & 0xFF;
  }

  private void segment(int marker, int length) {
    if (isStartOfFrame(marker)) {
      if (length < 8 || length < 8 + 3 * byteAt(at + 7)) {
        throw truncated("its header is not complete");
      }
      PixelBudget.check(u16(at + 5), u16(at + 3), bytes.length, name);
      scans.frame(marker, bytes, at + 2);
    } else if (marker == 0xDD && length >= 4) {
      scans.restartInterval(u16(at + 2));
    } else if (marker == 0xDA && length >= 6 && length >= 6 + 2 * byteAt(at + 2)) {
      scans.scan(bytes, at + 2);
    }
  }

  /** Whether a marker has no segment. */
  public static boolean standsAlone(int marker) {
    return marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
  }

  /** Whether a marker's segment states the size. */
  public static boolean isStartOfFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private UserError truncated(String why) {
    return DamagedImage.truncated(name, "JPEG", bytes.length, why);
  }

  private int byteAt(int index) {
    return bytes[index] & 0xFF;
  }

  private int u16(int index) {
    return byteAt(index) << 8 | byteAt(index + 1);
  }
}
