package dev.osprey.weights.published.download;

import java.util.Locale;

/** Formats counts of bytes. */
final class ByteText {
  private ByteText() {}

  /** Formats a count in powers of ten, as in {@code 102.5 MB}; below ten thousand in bytes. */
  static String of(long bytes) {
    if (bytes < 10_000) {
      return bytes + " bytes";
    }
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
