package dev.osprey.data.image.tiff;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.jpeg.JpegCompleteness;
import dev.osprey.data.image.jpeg.JpegStructure;
import java.io.ByteArrayOutputStream;

/** Checks the strips and tiles of TIFF files that OpenCV has to decode. */
final class TiffOpenCvCheck {
  private static final int JPEG_OF_OLD = 6;
  private static final int JPEG = 7;

  private TiffOpenCvCheck() {}

  /**
   * @throws UserError if a strip or tile is not complete, or the compression is not known
   */
  static void check(
      byte[] file, TiffDirectory directory, TiffSamples samples, TiffSegments pieces, String name) {
    switch (samples.compression()) {
      case 2, 3, 4 -> TiffFaxCheck.check(file, pieces);
      case JPEG -> {
        byte[] tables = tables(directory);
        for (int i = 0; i < pieces.number(); i++) {
          checkJpeg(tables, pieces.packed(i), pieces, name);
        }
      }
      default ->
          throw new UserError(
              name
                  + " is a TIFF with "
                  + describe(samples.compression())
                  + ", which cannot be read. Save it with LZW or Deflate (gdal_translate -co"
                  + " COMPRESS=LZW IN OUT)");
    }
  }

  /** The quantisation and Huffman tables that all strips or tiles share (TIFF Technical Note 2). */
  private static byte[] tables(TiffDirectory directory) {
    long[] numbers = directory.numbers(347);
    byte[] tables = new byte[numbers.length];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = (byte) numbers[i];
    }
    return tables;
  }

  private static void checkJpeg(byte[] tables, byte[] piece, TiffSegments pieces, String name) {
    if (piece.length < 4 || (piece[0] & 0xFF) != 0xFF || (piece[1] & 0xFF) != 0xD8) {
      throw pieces.damaged("a part of it is not JPEG data");
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    if (tables.length >= 4) {
      jpeg.write(tables, 0, tables.length - 2); // without its end marker
      jpeg.write(piece, 2, piece.length - 2);
    } else {
      jpeg.write(piece, 0, piece.length);
    }
    JpegStructure.check(jpeg.toByteArray(), name);
    if (!JpegCompleteness.isComplete(jpeg.toByteArray())) {
      throw pieces.damaged("the JPEG data of a part of it ends early");
    }
  }

  private static String describe(int compression) {
    return switch (compression) {
      case JPEG_OF_OLD -> "JPEG compression of the old kind (before 1995)";
      case 34712, 33003, 33004, 33005 -> "JPEG 2000 compression";
      case 34887 -> "LERC compression";
      case 34925 -> "LZMA compression";
      case 50000, 34926 -> "Zstandard compression";
      case 50001, 34927 -> "WebP compression";
      case 50002, 52546 -> "JPEG XL compression";
      default -> "compression " + compression;
    };
  }
}
