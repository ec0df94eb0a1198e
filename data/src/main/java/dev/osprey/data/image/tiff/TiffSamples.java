package dev.osprey.data.image.tiff;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.PixelBudget;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The description of the samples in a TIFF file (TIFF 6.0, section 8). The error for a kind that
 * cannot be read names it.
 *
 * @param size as stored, before the orientation is applied
 * @param bits of one sample, 1 to 16
 * @param count samples a pixel, 1 to 4; those after the colours are ignored
 * @param separate whether each sample has a plane of its own
 * @param order of the bytes in samples of 16 bits
 */
record TiffSamples(
    ImageSize size,
    int bits,
    int count,
    int photometric,
    int compression,
    int predictor,
    boolean separate,
    ByteOrder order) {

  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;
  static final int YCBCR = 6;

  private static final int MAXIMUM_SAMPLES = 4;
  private static final String CONVERT = "Convert it to RGB with 8 bits a channel";

  /**
   * @throws UserError if an entry is missing or contradicts the others, or the kind is not read
   */
  static TiffSamples of(TiffDirectory directory, long fileBytes, String name) {
    long width = directory.number(256, 0);
    long height = directory.number(257, 0);
    if (width == 0 && height == 0) {
      throw new UserError(
          name + " is a truncated TIFF: its directory is missing. " + DamagedImage.CURE);
    }
    PixelBudget.check(width, height, fileBytes, name);
    int count = (int) Math.min(directory.number(277, 1), 1 << 16);
    int photometric = (int) directory.number(262, -1);
    TiffSamples samples =
        new TiffSamples(
            new ImageSize((int) height, (int) width),
            bits(directory, name),
            count,
            photometric,
            (int) directory.number(259, 1),
            (int) directory.number(317, 1),
            directory.number(284, 1) == 2 && count > 1,
            directory.order());
    samples.requireReadable(directory, name);
    return samples;
  }

  private static int bits(TiffDirectory directory, String name) {
    long[] each = directory.numbers(258);
    if (Arrays.stream(each).distinct().count() > 1) {
      throw new UserError(
          name + " is a TIFF whose channels have different numbers of bits. " + CONVERT);
    }
    if (each.length == 0 && directory.number(277, 1) > 1) {
      throw new UserError(
          name
              + " is a damaged TIFF: it does not state how many bits its channels have. "
              + DamagedImage.CURE);
    }
    return each.length == 0 ? 1 : (int) Math.min(each[0], 1 << 16);
  }

  private void requireReadable(TiffDirectory directory, String name) {
    requireUnsigned((int) directory.number(339, 1), name);
    boolean previewAlone = (directory.number(254, 0) & 1) == 1 && directory.number(330, 0) > 0;
    if (photometric == 32803 || photometric == 34892 || previewAlone) {
      throw new UserError(
          name + " holds the raw data of a camera's sensor. Develop it and save JPEG or PNG");
    }
    if (predictor != 1 && predictor != 2) {
      throw new UserError(
          name + " is a TIFF with predictor " + predictor + ", which cannot be read. " + CONVERT);
    }
    if (photometric < 0 || photometric == 4 || photometric > YCBCR) {
      throw new UserError(
          name + " is a TIFF of colours that cannot be read (Lab and the like). " + CONVERT);
    }
    if (count > MAXIMUM_SAMPLES) {
      throw new UserError(
          name
              + " is a TIFF with "
              + count
              + " bands; up to 4 can be read (grey or RGB, with alpha). Save the three that show"
              + " colours as RGB"
              + cure("-b 1 -b 2 -b 3"));
    }
    if (count < colours()) {
      throw new UserError(
          name
              + " is a damaged TIFF: its colours need "
              + colours()
              + " channels, it states "
              + count
              + ". "
              + DamagedImage.CURE);
    }
  }

  private void requireUnsigned(int format, String name) {
    String what =
        switch (format) {
          case 2 -> bits + "-bit signed numbers";
          case 3 -> bits + "-bit floating-point numbers";
          case 5, 6 -> "complex numbers";
          default -> bits < 1 || bits > 16 ? bits + "-bit numbers" : "";
        };
    if (!what.isEmpty()) {
      throw new UserError(
          name
              + " is a TIFF of "
              + what
              + "; up to 16 bits a channel, unsigned, can be read. "
              + CONVERT
              + cure("-ot Byte -scale"));
    }
  }

  private static String cure(String options) {
    return " (gdal_translate " + options + " IN OUT)";
  }

  /** The number of samples of a pixel that are colours. */
  int colours() {
    return switch (photometric) {
      case RGB, YCBCR -> 3;
      case CMYK -> 4;
      default -> 1;
    };
  }

  /** Whether three samples are red, green and blue; some programs declare such bands as grey. */
  boolean areRgb() {
    return photometric == RGB || (photometric == BLACK_IS_ZERO && count >= 3);
  }

  /** The number of samples side by side in one row of a strip or tile. */
  int together() {
    return separate ? 1 : count;
  }
}
