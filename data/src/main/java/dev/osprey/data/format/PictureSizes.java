package dev.osprey.data.format;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.PictureCodec;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of pictures as the decoder would give them, EXIF orientation applied, read from the headers
 * of JPEG and PNG files. Where a header leaves a doubt, and for other formats, the picture is
 * decoded.
 */
final class PictureSizes {
  private static final int SOI = 0xFFD8;
  private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;

  private PictureSizes() {}

  /**
   * The size of the picture in a file.
   *
   * @throws dev.osprey.core.UserError where it is missing, damaged or no picture
   */
  static ImageSize of(Path file) {
    ImageSize stated;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      stated = stated(in);
    } catch (IOException e) {
      stated = null; // the decoder says what is wrong
    }
    return stated == null ? PictureCodec.read(file).size() : stated;
  }

  private static @Nullable ImageSize stated(DataInputStream in) throws IOException {
    int start = in.readUnsignedShort();
    if (start == SOI) {
      return ofJpeg(in);
    }
    long signature = (long) start << 48 | (long) in.readUnsignedShort() << 32 | u32(in);
    return signature == PNG_SIGNATURE ? ofPng(in) : null;
  }

  private static long u32(DataInputStream in) throws IOException {
    return in.readInt() & 0xFFFFFFFFL;
  }

  private static @Nullable ImageSize size(long height, long width) {
    return height < 1 || width < 1 || height > Integer.MAX_VALUE || width > Integer.MAX_VALUE
        ? null
        : new ImageSize((int) height, (int) width);
  }

  /** A chunk eXIf before the pixels leaves a doubt about the orientation. */
  private static @Nullable ImageSize ofPng(DataInputStream in) throws IOException {
    ImageSize size = null;
    while (true) {
      long length = u32(in);
      String type = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
      switch (type) {
        case "IHDR" -> {
          long width = u32(in);
          size = size(u32(in), width);
          in.skipNBytes(length - 8 + 4);
        }
        case "IDAT" -> {
          return size;
        }
        case "eXIf", "IEND" -> {
          return null;
        }
        default -> in.skipNBytes(length + 4);
      }
    }
  }

  /** Marker segments up to the frame header (ITU-T T.81, annex B). */
  private static @Nullable ImageSize ofJpeg(DataInputStream in) throws IOException {
    int applicationSegments = 0;
    int orientation = 1;
    while (true) {
      int marker = marker(in);
      if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xDA)) {
        return null; // nothing that stands before a frame header
      }
      int length = in.readUnsignedShort() - 2;
      if (length < 0) {
        return null;
      }
      if (marker == 0xE1) {
        applicationSegments++;
        orientation = Math.max(orientation, orientation(in.readNBytes(length)));
      } else if (isFrameHeader(marker)) {
        in.skipNBytes(1);
        int height = in.readUnsignedShort();
        int width = in.readUnsignedShort();
        boolean turned = orientation >= 5 && orientation <= 8;
        // Which of several segments a decoder takes is its own affair.
        boolean doubt = orientation > 1 && applicationSegments > 1;
        return doubt ? null : turned ? size(width, height) : size(height, width);
      } else {
        in.skipNBytes(length);
      }
    }
  }

  /** The next marker, or 0 where there is none. */
  private static int marker(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() != 0xFF) {
      return 0;
    }
    int marker = 0xFF;
    while (marker == 0xFF) {
      marker = in.readUnsignedByte();
    }
    return marker;
  }

  private static boolean isFrameHeader(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** The orientation in the first directory of an Exif segment; 1 where it states none. */
  private static int orientation(byte[] segment) {
    if (segment.length < 20
        || !new String(segment, 0, 4, StandardCharsets.ISO_8859_1).equals("Exif")) {
      return 1;
    }
    ByteBuffer tiff = ByteBuffer.wrap(segment, 6, segment.length - 6).slice();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long entry = (tiff.getInt(4) & 0xFFFFFFFFL) + 2;
    int count = entry > tiff.limit() ? 0 : tiff.getShort((int) entry - 2) & 0xFFFF;
    for (int i = 0; i < count && entry + 12 <= tiff.limit(); i++, entry += 12) {
      int at = (int) entry;
      if ((tiff.getShort(at) & 0xFFFF) == ORIENTATION && tiff.getShort(at + 2) == SHORT) {
        return tiff.getShort(at + 8) & 0xFFFF;
      }
    }
    return 1;
  }
}
