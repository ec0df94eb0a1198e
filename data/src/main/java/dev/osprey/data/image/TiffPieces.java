package dev.osprey.data.image;

import dev.osprey.core.UserError;
import java.util.Arrays;

/**
 * The strips or tiles of a TIFF file. Each is checked before a decoder sees it: OpenCV leaves what
 * is missing black, and says so to nobody.
 */
final class TiffPieces {
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

  private TiffPieces(byte[] file, TiffDirectory directory, TiffSamples samples, String name) {
    this.file = file;
    this.samples = samples;
    this.name = name;
    long[] tileOffsets = directory.numbers(324);
    this.tiled = tileOffsets.length > 0;
    int rows = samples.size().height();
    this.width = tiled ? (int) Math.min(directory.number(322, 0), 1 << 16) : samples.size().width();
    this.height = (int) Math.min(directory.number(tiled ? 323 : 278, rows), tiled ? 1 << 16 : rows);
    this.offsets = tiled ? tileOffsets : directory.numbers(273);
    this.lengths = directory.numbers(tiled ? 325 : 279);
    this.bitsReversed = directory.number(266, 1) == 2;
    long[] stated = directory.numbers(530);
    this.subsampling =
        stated.length == 2 ? new int[] {(int) stated[0], (int) stated[1]} : new int[] {2, 2};
  }

  /**
   * @throws UserError where a strip or tile is missing, or ends behind the file
   */
  static TiffPieces of(byte[] file, TiffDirectory directory, TiffSamples samples, String name) {
    TiffPieces pieces = new TiffPieces(file, directory, samples, name);
    pieces.check();
    return pieces;
  }

  private void check() {
    if (offsets.length == 0 || width < 1 || height < 1) {
      throw damaged("it does not say where its pixels are");
    }
    if (offsets.length < number() || (lengths.length > 0 && lengths.length < number())) {
      int there = lengths.length == 0 ? offsets.length : Math.min(offsets.length, lengths.length);
      throw damaged("it has " + there + " of " + number() + (tiled ? " tiles" : " strips"));
    }
    for (int i = 0; i < number(); i++) {
      if (offsets[i] < 8 || offsets[i] >= file.length || length(i) == 0) {
        throw damaged(piece(i) + " is missing");
      }
      if (length(i) < 0 || length(i) > file.length - offsets[i]) {
        throw damaged(piece(i) + " ends behind the end of the file");
      }
    }
  }

  /** All pieces, those of all planes. */
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

  /** The sample that a piece holds where each has a plane of its own; else 0. */
  int plane(int piece) {
    return piece / (across() * down());
  }

  /** Rows that a piece stores: tiles reach beyond the image, strips do not. */
  int rows(int piece) {
    return tiled ? height : Math.min(height, samples.size().height() - top(piece));
  }

  /** Bytes of one row of samples. */
  int rowBytes() {
    return Math.toIntExact(((long) width * samples.together() * samples.bits() + 7) / 8);
  }

  private long length(int piece) {
    return lengths.length == 0 ? file.length - offsets[piece] : lengths[piece];
  }

  /** A piece as it is in the file. */
  byte[] packed(int piece) {
    int from = (int) offsets[piece];
    byte[] bytes = Arrays.copyOfRange(file, from, from + (int) length(piece));
    for (int i = 0; bitsReversed && i < bytes.length; i++) {
      bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
    return bytes;
  }

  /**
   * The samples of a piece.
   *
   * @throws UserError where they are fewer than the piece should hold
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
      int h = Math.max(1, subsampling[0]);
      int v = Math.max(1, subsampling[1]);
      int blocks = ((width + h - 1) / h) * ((rows(piece) + v - 1) / v);
      return Math.multiplyExact(blocks, h * v + 2) * samples.bits() / 8;
    }
    return Math.multiplyExact(rowBytes(), rows(piece));
  }

  private String piece(int i) {
    return (tiled ? "tile " : "strip ") + (i + 1) + " of " + number();
  }

  UserError damaged(String why) {
    return new UserError(name + " is a damaged TIFF: " + why + ". " + PictureStructure.CURE);
  }
}
