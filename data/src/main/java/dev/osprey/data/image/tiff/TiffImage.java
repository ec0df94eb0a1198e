package dev.osprey.data.image.tiff;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.Orientation;
import dev.osprey.data.image.RgbImage;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Decodes TIFF files of grey, RGB and palette samples, unpacked or packed with LZW, Deflate or
 * PackBits. OpenCV leaves 16-bit planes uninitialised, paints missing strips black without an
 * error, and refuses 2 and 4 bits and tiles of 8 bits; here every byte of every pixel comes from
 * the file. Of 16 bits the upper 8 are kept; alpha is ignored and the colours are kept.
 */
public final class TiffImage {
  private final TiffDirectory directory;
  private final TiffSamples samples;
  private final TiffSegments pieces;
  private final byte[] rgb;

  private TiffImage(TiffDirectory directory, TiffSamples samples, TiffSegments pieces) {
    this.directory = directory;
    this.samples = samples;
    this.pieces = pieces;
    this.rgb = new byte[Math.multiplyExact(3, samples.size().height() * samples.size().width())];
  }

  /**
   * Decodes the image; empty if OpenCV has to decode it (CMYK, YCbCr; JPEG and fax compression).
   * All strips or tiles have been checked in either case.
   *
   * @throws UserError if something is missing, or the kind of TIFF cannot be read
   */
  public static Optional<RgbImage> decode(byte[] file, String name) {
    TiffDirectory directory = new TiffDirectory(file, 0, file.length);
    TiffSamples samples = TiffSamples.of(directory, file.length, name);
    TiffSegments pieces = TiffSegments.of(file, directory, samples, name);
    if (!TiffUnpacking.knows(samples.compression())) {
      TiffOpenCvCheck.check(file, directory, samples, pieces, name);
      return Optional.empty();
    }
    boolean ours = samples.photometric() <= TiffSamples.PALETTE;
    if (!ours) {
      for (int i = 0; i < pieces.number(); i++) {
        pieces.unpacked(i);
      }
      return Optional.empty();
    }
    return Optional.of(new TiffImage(directory, samples, pieces).decode());
  }

  private RgbImage decode() {
    byte[][] colours = colours();
    for (int i = 0; i < pieces.number(); i++) {
      if (pieces.plane(i) < (samples.areRgb() ? 3 : 1)) {
        byte[] unpacked = pieces.unpacked(i);
        undoPrediction(unpacked, pieces.rows(i));
        paint(i, unpacked, colours);
      }
    }
    return Orientation.upright(new RgbImage(samples.size(), rgb), directory.orientation());
  }

  /**
   * Undoes the predictor of TIFF 6.0, section 14: each sample is the difference to that of the
   * pixel on its left.
   */
  private void undoPrediction(byte[] unpacked, int rows) {
    int compression = samples.compression();
    if (samples.predictor() != 2
        || compression == TiffUnpacking.NONE
        || compression == TiffUnpacking.PACK_BITS) {
      return;
    }
    int together = samples.together();
    int rowBytes = pieces.rowBytes();
    for (int row = 0; row < rows; row++) {
      int from = row * rowBytes;
      if (samples.bits() == 8) {
        for (int i = from + together; i < from + rowBytes; i++) {
          unpacked[i] += unpacked[i - together];
        }
      } else if (samples.bits() == 16) {
        for (int i = together; i < rowBytes / 2; i++) {
          int sum = sixteen(unpacked, from, i) + sixteen(unpacked, from, i - together);
          boolean little = samples.order() == ByteOrder.LITTLE_ENDIAN;
          unpacked[from + 2 * i] = (byte) (little ? sum : sum >> 8);
          unpacked[from + 2 * i + 1] = (byte) (little ? sum >> 8 : sum);
        }
      } else {
        throw pieces.damaged("it states differences of " + samples.bits() + " bits");
      }
    }
  }

  private void paint(int piece, byte[] unpacked, byte[][] colours) {
    ImageSize size = samples.size();
    int left = pieces.left(piece);
    int top = pieces.top(piece);
    int columns = Math.min(pieces.width(), size.width() - left);
    int rows = Math.min(pieces.rows(piece), size.height() - top);
    int first = pieces.plane(piece);
    for (int y = 0; y < rows; y++) {
      int row = y * pieces.rowBytes();
      int to = 3 * ((top + y) * size.width() + left);
      for (int x = 0; x < columns; x++, to += 3) {
        int at = x * samples.together();
        if (!samples.areRgb()) {
          int value = sample(unpacked, row, at);
          rgb[to] = colours[0][value];
          rgb[to + 1] = colours[1][value];
          rgb[to + 2] = colours[2][value];
        } else if (samples.separate()) {
          rgb[to + first] = colours[first][sample(unpacked, row, at)];
        } else {
          rgb[to] = colours[0][sample(unpacked, row, at)];
          rgb[to + 1] = colours[1][sample(unpacked, row, at + 1)];
          rgb[to + 2] = colours[2][sample(unpacked, row, at + 2)];
        }
      }
    }
  }

  /** The sample of a row with that index, in 0..2^bits - 1. */
  private int sample(byte[] unpacked, int row, int index) {
    int bits = samples.bits();
    if (bits == 8) {
      return unpacked[row + index] & 0xFF;
    }
    if (bits == 16) {
      return sixteen(unpacked, row, index);
    }
    int value = 0;
    for (int i = index * bits; i < (index + 1) * bits; i++) {
      value = (value << 1) | ((unpacked[row + i / 8] >> (7 - i % 8)) & 1);
    }
    return value;
  }

  private int sixteen(byte[] unpacked, int row, int index) {
    int one = unpacked[row + 2 * index] & 0xFF;
    int two = unpacked[row + 2 * index + 1] & 0xFF;
    return samples.order() == ByteOrder.LITTLE_ENDIAN ? two << 8 | one : one << 8 | two;
  }

  /** The red, green and blue of each value of a sample. */
  private byte[][] colours() {
    int most = (1 << samples.bits()) - 1;
    if (samples.photometric() == TiffSamples.PALETTE) {
      return palette(most + 1);
    }
    byte[] levels = new byte[most + 1];
    for (int i = 0; i <= most; i++) {
      int level = samples.bits() > 8 ? i >> (samples.bits() - 8) : i * 255 / most;
      levels[i] = (byte) (samples.photometric() == TiffSamples.WHITE_IS_ZERO ? 255 - level : level);
    }
    return new byte[][] {levels, levels, levels};
  }

  /**
   * Numbers of 16 bits, all reds first; some writers store 8 bits, which libtiff recognises in the
   * same way.
   */
  private byte[][] palette(int number) {
    long[] stored = directory.numbers(320);
    if (stored.length < 3 * number) {
      throw pieces.damaged("its palette has " + stored.length / 3 + " of " + number + " colours");
    }
    boolean wide = Arrays.stream(stored).anyMatch(one -> one > 255);
    byte[][] colours = new byte[3][number];
    for (int i = 0; i < 3 * number; i++) {
      colours[i / number][i % number] = (byte) (wide ? stored[i] >> 8 : stored[i]);
    }
    return colours;
  }
}
