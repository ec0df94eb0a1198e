package dev.osprey.data.image.tiff;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.PixelBudget;
import java.util.Arrays;
import java.util.Set;

/**
 * The strips or tiles of a TIFF file. Each is checked before a decoder reads it: OpenCV leaves
 * missing parts black without an error.
 */
final class TiffSegments {
  /**
   * Strips and tiles may share bytes, as equal tiles do; together they may be this many times as
   * long as the file.
   */
  private static final int MAXIMUM_SHARED = 16;

  private static final Set<Integer> FACTORS = Set.of(1, 2, 4);

  private final byte[] file;
  private final TiffSamples samples;
  private final String name;
  private final boolean tiled;
  private final int width;
  private final int height;
  private final long[] offsets;
  private final long[] lengths;
  private final boolean bitsReversed;
  private final int[] subsampling;

  private TiffSegments(byte[] file, TiffDirectory directory, TiffSamples samples, String name) {
    this.file = file;
    this.samples = samples;
    this.name = name;
    long[] tileOffsets = directory.numbers(324);
    this.tiled = tileOffsets.length > 0;
    int rows = samples.size().height();
    this.width = tiled ? (int) Math.min(directory.number(322, 0), 1 << 16) : samples.size().width();
    this.height = (int) Math.min(directory.number(tiled ? 323 : 278, rows), tiled ? 1 << 16 : rows);
    this.offsets = tiled ? tileOffsets : directory.numbers(273);
    long[] stated = directory.numbers(tiled ? 325 : 279);
    this.lengths = stated.length == 0 ? upToTheNext(offsets, file.length) : stated;
    this.bitsReversed = directory.number(266, 1) == 2;
    long[] chroma = directory.numbers(530);
    this.subsampling =
        chroma.length == 2 ? new int[] {(int) chroma[0], (int) chroma[1]} : new int[] {2, 2};
  }

  /**
   * @throws UserError if a strip or tile is missing, or extends beyond the file
   */
  static TiffSegments of(byte[] file, TiffDirectory directory, TiffSamples samples, String name) {
    TiffSegments pieces = new TiffSegments(file, directory, samples, name);
    pieces.check();
    return pieces;
  }

  private void check() {
    if (offsets.length == 0 || width < 1 || height < 1) {
      throw damaged("it does not state where its pixels are");
    }
    if (tiled) {
      // The last tiles of rows and columns reach beyond the image, and are unpacked whole.
      PixelBudget.check(
          (long) across() * width, (long) down() * height, file.length, name + " (its tiles)");
    }
    int there = Math.min(offsets.length, lengths.length);
    int number = number();
    if (there < number) {
      throw damaged("it has " + there + " of " + number + (tiled ? " tiles" : " strips"));
    }
    checkPlaces(number);
  }

  private void checkPlaces(int number) {
    long together = 0;
    for (int i = 0; i < number; i++) {
      if (offsets[i] < 8 || offsets[i] >= file.length || lengths[i] == 0) {
        throw damaged(piece(i) + " is missing");
      }
      if (lengths[i] < 0 || lengths[i] > file.length - offsets[i]) {
        throw damaged(piece(i) + " ends after the end of the file");
      }
      together += lengths[i];
    }
    if (together > (long) MAXIMUM_SHARED * file.length) {
      throw damaged("its parts overlap");
    }
  }

  /**
   * The lengths where none are stated: each strip or tile ends where the next one in the file
   * starts.
   */
  private static long[] upToTheNext(long[] offsets, long end) {
    long[] sorted = offsets.clone();
    Arrays.sort(sorted);
    long[] lengths = new long[offsets.length];
    for (int i = 0; i < lengths.length; i++) {
      int found = Arrays.binarySearch(sorted, offsets[i] + 1);
      int next = found < 0 ? -found - 1 : found;
      lengths[i] = (next < sorted.length ? Math.min(end, sorted[next]) : end) - offsets[i];
    }
    return lengths;
  }

  /** The number of strips or tiles in all planes. */
  int number() {
    return across() * down() * (samples.separate() ? samples.count() : 1);
  }

  private int across() {
    return (samples.size().width() + width - 1) / width;
  }

  private int down() {
    return (samples.size().height() + height - 1) / height;
  }

  int width() {
    return width;
  }

  int left(int piece) {
    return piece % across() * width;
  }

  int top(int piece) {
    return piece / across() % down() * height;
  }

  /** The sample of a strip or tile where each sample has its own plane; otherwise 0. */
  int plane(int piece) {
    return piece / (across() * down());
  }

  /** The stored rows of a strip or tile: tiles extend beyond the image, strips do not. */
  int rows(int piece) {
    return tiled ? height : Math.min(height, samples.size().height() - top(piece));
  }

  /** The length of a row of samples in bytes. */
  int rowBytes() {
    return Math.toIntExact(((long) width * samples.together() * samples.bits() + 7) / 8);
  }

  /** The bytes of a strip or tile as in the file. */
  byte[] packed(int piece) {
    int from = (int) offsets[piece];
    byte[] bytes = Arrays.copyOfRange(file, from, from + (int) lengths[piece]);
    for (int i = 0; bitsReversed && i < bytes.length; i++) {
      bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
    return bytes;
  }

  /**
   * The samples of a strip or tile.
   *
   * @throws UserError if there are too few
   */
  byte[] unpacked(int piece) {
    byte[] samplesThere = new byte[bytes(piece)];
    int filled = TiffUnpacking.unpack(samples.compression(), packed(piece), samplesThere);
    if (filled < samplesThere.length) {
      throw damaged(
          piece(piece) + " holds " + filled + " of " + samplesThere.length + " bytes of pixels");
    }
    return samplesThere;
  }

  private int bytes(int piece) {
    if (samples.photometric() == TiffSamples.YCBCR && !samples.separate()) {
      int h = subsampling[0];
      int v = subsampling[1];
      if (!FACTORS.contains(h) || !FACTORS.contains(v)) {
        throw damaged("its colours are " + h + "x" + v + " times coarser than its pixels");
      }
      long blocks = (long) ((width + h - 1) / h) * ((rows(piece) + v - 1) / v);
      return Math.toIntExact(blocks * (h * v + 2) * samples.bits() / 8);
    }
    return Math.multiplyExact(rowBytes(), rows(piece));
  }

  private String piece(int i) {
    return (tiled ? "tile " : "strip ") + (i + 1) + " of " + number();
  }

  UserError damaged(String why) {
    return new UserError(name + " is a damaged TIFF: " + why + ". " + DamagedImage.CURE);
  }
}
