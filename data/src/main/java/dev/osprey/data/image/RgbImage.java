package dev.osprey.data.image;

import dev.osprey.core.ImageSize;
import java.awt.image.BufferedImage;

/**
 * A decoded image: 8 bits a channel, red, green, blue, rows from the top, (H, W, 3) in one array.
 *
 * <p>The array is never copied: the creator must not change it afterwards, and readers of {@link
 * #pixels()} must not write to it.
 */
public final class RgbImage {
  private final ImageSize size;
  private final byte[] pixels;

  /**
   * @param pixels exactly H·W·3 bytes
   */
  public RgbImage(ImageSize size, byte[] pixels) {
    if (pixels.length != 3L * size.height() * size.width()) {
      throw new IllegalArgumentException(
          "an image of " + size + " has 3 bytes a pixel, got " + pixels.length + " bytes");
    }
    this.size = size;
    this.pixels = pixels;
  }

  /** Converts an image; transparent pixels keep their colour, as in PIL's {@code convert}. */
  public static RgbImage of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int rgb : row) {
        pixels[at++] = (byte) (rgb >> 16);
        pixels[at++] = (byte) (rgb >> 8);
        pixels[at++] = (byte) rgb;
      }
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }

  public ImageSize size() {
    return size;
  }

  public int height() {
    return size.height();
  }

  public int width() {
    return size.width();
  }

  /** The pixels, (H, W, 3); read only, not copied. */
  public byte[] pixels() {
    return pixels;
  }

  /** One value in 0..255; channel 0 is red. */
  public int value(int y, int x, int channel) {
    return pixels[3 * (y * width() + x) + channel] & 0xFF;
  }

  /** A copy that Java2D can draw on, of type {@code TYPE_3BYTE_BGR}. */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_3BYTE_BGR);
    image.getRaster().setDataElements(0, 0, width(), height(), pixels);
    return image;
  }

  /** The image with left and right mirrored. */
  public RgbImage flipHorizontally() {
    byte[] flipped = new byte[pixels.length];
    int stride = 3 * width();
    for (int row = 0; row < pixels.length; row += stride) {
      for (int from = row, to = row + stride - 3; from < row + stride; from += 3, to -= 3) {
        copyPixel(from, flipped, to);
      }
    }
    return new RgbImage(size, flipped);
  }

  /** The image with top and bottom mirrored. */
  public RgbImage flipVertically() {
    byte[] flipped = new byte[pixels.length];
    int stride = 3 * width();
    for (int row = 0; row < pixels.length; row += stride) {
      System.arraycopy(pixels, row, flipped, pixels.length - stride - row, stride);
    }
    return new RgbImage(size, flipped);
  }

  /** The image with rows and columns exchanged: pixel (y, x) becomes (x, y). */
  public RgbImage transpose() {
    byte[] transposed = new byte[pixels.length];
    int from = 0;
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++, from += 3) {
        copyPixel(from, transposed, 3 * (x * height() + y));
      }
    }
    return new RgbImage(new ImageSize(width(), height()), transposed);
  }

  /** Crops a part of size {@code part} whose first pixel is (y, x); it must be inside the image. */
  public RgbImage crop(int y, int x, ImageSize part) {
    if (y < 0 || x < 0 || y + part.height() > height() || x + part.width() > width()) {
      throw new IllegalArgumentException(
          "no " + part + " pixels from (" + y + ", " + x + ") on in an image of " + size);
    }
    byte[] cropped = new byte[3 * part.height() * part.width()];
    int stride = 3 * part.width();
    for (int row = 0; row < part.height(); row++) {
      System.arraycopy(pixels, 3 * ((y + row) * width() + x), cropped, row * stride, stride);
    }
    return new RgbImage(part, cropped);
  }

  /**
   * The image in the upper left of a larger image.
   *
   * @param fill red, green and blue of the rest
   */
  public RgbImage extend(ImageSize larger, byte[] fill) {
    byte[] extended = new byte[Math.multiplyExact(3, larger.height() * larger.width())];
    for (int i = 0; i < extended.length; i++) {
      extended[i] = fill[i % 3];
    }
    int stride = 3 * width();
    for (int row = 0; row < height(); row++) {
      System.arraycopy(pixels, row * stride, extended, 3 * row * larger.width(), stride);
    }
    return new RgbImage(larger, extended);
  }

  private void copyPixel(int from, byte[] target, int to) {
    target[to] = pixels[from];
    target[to + 1] = pixels[from + 1];
    target[to + 2] = pixels[from + 2];
  }
}
