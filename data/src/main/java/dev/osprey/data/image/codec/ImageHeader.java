package dev.osprey.data.image.codec;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.jpeg.JpegStructure;
import dev.osprey.data.image.tiff.TiffDirectory;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads an image's size from its header, without decoding pixels. */
final class ImageHeader {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int JPEG_START = 0xFFD8;
  private static final long PNG_SIGNATURE_REST = 0x4E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int EXIF_CHUNK = 0x65584966;
  private static final int IEND = 0x49454E44;

  private final DataInputStream in;
  private int orientation = 1;
  private int applicationSegments;

  private ImageHeader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * The size after decoding, that is with the EXIF orientation applied; empty if the file is
   * neither JPEG nor PNG, is not understood, or is ambiguous.
   *
   * @param in buffered, at its start
   */
  static Optional<ImageSize> read(InputStream in) throws IOException {
    try {
      return new ImageHeader(in).read();
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  private Optional<ImageSize> read() throws IOException {
    int start = in.readUnsignedShort();
    if (start == JPEG_START) {
      return jpeg();
    }
    long rest = (long) in.readUnsignedShort() << 32 | (in.readInt() & 0xFFFF_FFFFL);
    boolean isPng = start == 0x8950 && rest == PNG_SIGNATURE_REST;
    return isPng ? png() : Optional.empty();
  }

  /** ITU-T T.81, annex B: the EXIF segment precedes the frame that states the size. */
  private Optional<ImageSize> jpeg() throws IOException {
    while (true) {
      int marker = nextMarker();
      if (JpegStructure.standsAlone(marker)) {
        continue;
      }
      int length = in.readUnsignedShort() - 2;
      if (marker == 0xD9 || marker == 0xDA || length < 0) {
        return Optional.empty();
      }
      if (JpegStructure.isStartOfFrame(marker)) {
        in.readUnsignedByte(); // bits a sample
        int height = in.readUnsignedShort();
        int width = in.readUnsignedShort();
        // Decoders differ in which of several segments they take.
        boolean doubt = orientation > 1 && applicationSegments > 1;
        return doubt ? Optional.empty() : oriented(height, width);
      }
      if (marker == 0xE1) {
        applicationSegment(bytes(length));
      } else {
        in.skipNBytes(length);
      }
    }
  }

  private void applicationSegment(byte[] segment) {
    applicationSegments++;
    int start = EXIF.length;
    if (segment.length > start && Arrays.equals(segment, 0, start, EXIF, 0, start)) {
      orientation(segment, start);
    }
  }

  private int nextMarker() throws IOException {
    int read = in.readUnsignedByte();
    while (read != 0xFF) {
      read = in.readUnsignedByte();
    }
    while (read == 0xFF) {
      read = in.readUnsignedByte();
    }
    return read;
  }

  /** Reads all chunks: eXIf may follow the pixels. */
  private Optional<ImageSize> png() throws IOException {
    int width = 0;
    int height = 0;
    while (true) {
      int length = in.readInt();
      int type = in.readInt();
      if (type == IEND || length < 0) {
        return oriented(height, width);
      }
      if (type == IHDR && length >= 8) {
        width = in.readInt();
        height = in.readInt();
        in.skipNBytes(length - 8);
      } else if (type == EXIF_CHUNK) {
        orientation(bytes(length), 0);
      } else {
        in.skipNBytes(length);
      }
      in.skipNBytes(4); // checksum
    }
  }

  private void orientation(byte[] exif, int start) {
    int stated = new TiffDirectory(exif, start, exif.length - start).exifOrientation();
    orientation = Math.max(orientation, stated);
  }

  private Optional<ImageSize> oriented(int height, int width) {
    if (height < 1 || width < 1) {
      return Optional.empty();
    }
    boolean turned = orientation >= 5; // rows and columns are exchanged
    return Optional.of(turned ? new ImageSize(width, height) : new ImageSize(height, width));
  }

  private byte[] bytes(int length) throws IOException {
    byte[] read = in.readNBytes(length);
    if (read.length < length) {
      throw new EOFException();
    }
    return read;
  }
}
