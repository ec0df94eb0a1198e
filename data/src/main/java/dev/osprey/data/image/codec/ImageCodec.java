package dev.osprey.data.image.codec;

import dev.osprey.core.ImageSize;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.DamagedImage;
import dev.osprey.data.image.OpenCv;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.jpeg.JpegCompleteness;
import dev.osprey.data.image.tiff.TiffImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes image files through OpenCV, which runs on the calling thread alone. Every image
 * comes out as 8-bit RGB with its EXIF orientation applied: grey is repeated, 16 bits keep their
 * upper 8 (as OpenCV does; PIL clips grey), CMYK is converted, transparency is dropped and the
 * colour is kept (as PIL's {@code convert("RGB")} does; nothing is blended), and of an animation
 * the first image is read. The content of a file decides its format, not its extension. A file that
 * is not complete is an error. All methods may be called from any thread.
 */
public final class ImageCodec {
  static {
    OpenCv.requirePlatform(); // before the first constant of OpenCV, which loads it
  }

  private static final int JPEG_QUALITY = 95;

  /** The number of bytes that are read to recognise a file. */
  private static final int BEGINNING = 512;

  /**
   * Keeps the depth: TIFF's decoder rounds 16 bits to 8 where PNG's truncates. Not
   * IMREAD_COLOR_RGB: with it OpenCV 4.13 leaves the result of TIFFs of 16 bits and three channels
   * uninitialised.
   */
  private static final int READ_FLAGS =
      opencv_imgcodecs.IMREAD_COLOR | opencv_imgcodecs.IMREAD_ANYDEPTH;

  private static final String CANNOT_BE_DECODED =
      "its image data cannot be decoded, or are of a rare kind";

  static {
    opencv_core.setNumThreads(1);
  }

  private ImageCodec() {}

  /**
   * Reads and decodes the image in {@code file}.
   *
   * @throws UserError if it is missing, empty, truncated, too large, or not an image
   */
  public static RgbImage read(Path file) {
    return decode(bytes(file), file.toString());
  }

  /**
   * Reads the image in {@code file} and decodes it at the scale that {@code choice} gives.
   *
   * @throws UserError if it is missing, empty, truncated, too large, or not an image
   */
  public static ReducedImage read(Path file, ReducedImage.DivisorChoice choice) {
    return decode(bytes(file), file.toString(), choice);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The size that {@link #read} would give. JPEG and PNG files are read up to the end of their
   * headers; others are decoded.
   *
   * @throws UserError if the file is missing or not an image; a truncated one may pass
   */
  public static ImageSize size(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Optional<ImageSize> size = ImageHeader.read(in);
      if (size.isPresent()) {
        return size.get();
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return read(file).size();
  }

  /**
   * The size that {@link #decode} would give; JPEG and PNG are not decoded for it.
   *
   * @throws UserError if the bytes are not an image; a truncated one may pass
   */
  public static ImageSize size(byte[] encoded, String name) {
    ImageSize size = headerSize(encoded);
    return size == null ? decode(encoded, name).size() : size;
  }

  /**
   * Checks the first bytes of a file.
   *
   * @throws UserError if it is missing, empty, or does not begin like an image
   */
  public static void requireImage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      ImageStructure.checkBeginning(in.readNBytes(BEGINNING), file.toString());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Checks a whole file without decoding pixels.
   *
   * @throws UserError if it is missing, empty, truncated, too large, or not an image
   */
  public static void requireComplete(Path file) {
    try {
      ImageStructure.check(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UserError unreadable(Path file, IOException e) {
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      return new UserError(
          "image " + file + " is a link to a file that does not exist. Fix or delete the link", e);
    }
    if (e instanceof NoSuchFileException) {
      return new UserError("image " + file + " does not exist. Check the path", e);
    }
    String why =
        Files.isDirectory(file)
            ? "it is a folder"
            : Files.isReadable(file)
                ? "its disk reports a fault. Copy it again"
                : "you may not read it. Check its permissions";
    return new UserError("image " + file + " cannot be read: " + why, e);
  }

  /**
   * Decodes an image.
   *
   * @param name of the image in messages
   * @throws UserError if the bytes are empty, truncated, too large, or not an image
   */
  public static RgbImage decode(byte[] encoded, String name) {
    return decode(encoded, name, ReducedImage.DivisorChoice.WHOLE).image();
  }

  /**
   * Decodes an image at the scale that {@code choice} gives: JPEG decoders leave out frequencies
   * that a reduced image cannot show, which saves most of their time. Images of other kinds are
   * decoded whole.
   *
   * @param name of the image in messages
   * @throws UserError if the bytes are empty, truncated, too large, or not an image
   */
  public static ReducedImage decode(
      byte[] encoded, String name, ReducedImage.DivisorChoice choice) {
    ImageStructure.check(encoded, name);
    boolean jpeg = (encoded[0] & 0xFF) == 0xFF;
    if (!jpeg) {
      return ReducedImage.whole(decodeOther(encoded, name));
    }
    ImageSize whole = null;
    int divisor = 1;
    if (choice != ReducedImage.DivisorChoice.WHOLE) {
      whole = headerSize(encoded);
      divisor = whole == null ? 1 : choice.divisor(whole);
    }
    RgbImage image = decodeByOpenCv(encoded, name, READ_FLAGS | reductionFlag(divisor));
    if (JpegCompleteness.isDoubtful(image, divisor) && !JpegCompleteness.isComplete(encoded)) {
      throw damaged(name, "its image data ends early", null);
    }
    return divisor == 1 || whole == null
        ? ReducedImage.whole(image)
        : new ReducedImage(image, whole);
  }

  /** Null if only the decoder knows. */
  private static @Nullable ImageSize headerSize(byte[] encoded) {
    try {
      return ImageHeader.read(new ByteArrayInputStream(encoded)).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory", e);
    }
  }

  private static int reductionFlag(int divisor) {
    return switch (divisor) {
      case 1 -> 0;
      case 2 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
      case 4 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
      case 8 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
      default -> throw new IllegalArgumentException("JPEG has no reduction by " + divisor);
    };
  }

  private static RgbImage decodeOther(byte[] encoded, String name) {
    if (ImageStructure.isTiff(encoded)) {
      Optional<RgbImage> decoded = TiffImage.decode(encoded, name);
      if (decoded.isPresent()) {
        return decoded.get();
      }
    }
    return decodeByOpenCv(encoded, name, READ_FLAGS);
  }

  private static RgbImage decodeByOpenCv(byte[] encoded, String name, int flags) {
    try (BytePointer bytes = new BytePointer(TransparencyRemoval.opaque(encoded));
        Mat source = new Mat(1, encoded.length, opencv_core.CV_8UC1, bytes);
        Mat decoded = opencv_imgcodecs.imdecode(source, flags)) {
      if (decoded.empty()) {
        throw damaged(name, CANNOT_BE_DECODED, null);
      }
      return new RgbImage(new ImageSize(decoded.rows(), decoded.cols()), pixels(decoded, name));
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException e) { // a C++ exception, which speaks of OpenCV's source
      throw damaged(name, CANNOT_BE_DECODED, e);
    }
  }

  private static UserError damaged(String name, String why, @Nullable RuntimeException cause) {
    String message = name + " is damaged: " + why + ". " + DamagedImage.CURE;
    return cause == null ? new UserError(message) : new UserError(message, cause);
  }

  /** Converts to (H, W, 3) of 8 bits, row by row, so that 16 bits are never copied as a whole. */
  private static byte[] pixels(Mat decoded, String name) {
    int bytesEach = (int) decoded.elemSize1();
    boolean deep = decoded.depth() == opencv_core.CV_16U;
    if (decoded.depth() != opencv_core.CV_8U && !deep) {
      throw new UserError(
          name
              + " holds "
              + 8 * bytesEach
              + " bits a channel; 8 and 16 can be read. Convert it or take it out of the data set");
    }
    if (decoded.channels() != 3) {
      throw damaged(name, CANNOT_BE_DECODED, null);
    }
    int width = decoded.cols();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(decoded.rows(), width))];
    byte[] row = new byte[3 * width * bytesEach];
    int upper = deep && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0;
    try (BytePointer data = decoded.data()) {
      for (int y = 0; y < decoded.rows(); y++) {
        data.position(y * decoded.step()).get(row);
        int to = 3 * y * width;
        for (int from = upper; from < row.length; from += 3 * bytesEach) { // blue, green, red
          rgb[to++] = row[from + 2 * bytesEach];
          rgb[to++] = row[from + bytesEach];
          rgb[to++] = row[from];
        }
      }
    }
    return rgb;
  }

  /** Reverses the order of the channels in place. */
  private static byte[] exchangeRedAndBlue(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 3) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
    return pixels;
  }

  /**
   * Writes an image in the format of the file's extension: {@code .png} (lossless), {@code .jpg} or
   * {@code .jpeg} (quality 95), {@code .bmp}, {@code .webp}. An existing file is replaced.
   *
   * @throws UserError if the extension is another one or the file cannot be written
   */
  public static void write(RgbImage image, Path file) {
    AtomicFile.writeUnforced(file, encode(image, ending(file)));
  }

  private static String ending(Path file) {
    String name = file.toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "png", "jpg", "jpeg", "bmp", "webp" -> "." + ending;
      default ->
          throw new UserError(
              file + " names no image format. End it with .png, .jpg, .bmp or .webp");
    };
  }

  /** Encodes an image as a PNG file. */
  public static byte[] toPng(RgbImage image) {
    return encode(image, ".png");
  }

  private static byte[] encode(RgbImage image, String ending) {
    byte[] bgr = exchangeRedAndBlue(image.pixels().clone());
    try (BytePointer pixels = new BytePointer(bgr);
        Mat source = new Mat(image.height(), image.width(), opencv_core.CV_8UC3, pixels);
        BytePointer encoded = new BytePointer();
        IntPointer quality =
            ending.startsWith(".jp")
                ? new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, JPEG_QUALITY)
                : new IntPointer()) {
      opencv_imgcodecs.imencode(ending, source, encoded, quality);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }
}
