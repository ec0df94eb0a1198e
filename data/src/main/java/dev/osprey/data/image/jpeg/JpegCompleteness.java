package dev.osprey.data.image.jpeg;

import dev.osprey.data.image.RgbImage;

/**
 * Checks whether the coded data of a baseline JPEG reaches its last block. Where it ends early, the
 * decoder leaves the rest grey.
 */
public final class JpegCompleteness {
  private static final int BLOCK = 8;

  private JpegCompleteness() {}

  /**
   * Whether an image may end early: the last block, in one of its corners, is of one colour. Where
   * a block is a single pixel, that colour has to be grey.
   *
   * @param divisor of the sides, by which the image was reduced when it was decoded: 1, 2, 4 or 8
   */
  public static boolean isDoubtful(RgbImage image, int divisor) {
    int block = BLOCK / divisor;
    int across = (image.width() - 1) % block + 1;
    int down = (image.height() - 1) % block + 1;
    if (block == 1) {
      return hasGreyCorner(image);
    }
    int right = image.width() - across;
    int bottom = image.height() - down;
    return isPlain(image, bottom, right, down, across)
        || isPlain(image, 0, 0, down, across)
        || isPlain(image, bottom, 0, down, across)
        || isPlain(image, 0, right, down, across);
  }

  private static boolean hasGreyCorner(RgbImage image) {
    int bottom = image.height() - 1;
    int right = image.width() - 1;
    return isGrey(image, bottom, right)
        || isGrey(image, 0, 0)
        || isGrey(image, bottom, 0)
        || isGrey(image, 0, right);
  }

  private static boolean isGrey(RgbImage image, int y, int x) {
    return image.value(y, x, 0) == image.value(y, x, 1)
        && image.value(y, x, 0) == image.value(y, x, 2);
  }

  private static boolean isPlain(RgbImage image, int top, int left, int down, int across) {
    byte[] pixels = image.pixels();
    int first = 3 * (top * image.width() + left);
    for (int y = 0; y < down; y++) {
      int row = first + 3 * y * image.width();
      for (int i = 0; i < 3 * across; i++) {
        if (pixels[row + i] != pixels[first + i % 3]) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether no scan ends early; also true where the stream is not baseline or its codes are
   * invalid.
   */
  public static boolean isComplete(byte[] jpeg) {
    try {
      return new JpegCodes(jpeg).areComplete();
    } catch (IndexOutOfBoundsException e) {
      return true; // segments that contradict each other: the decoder judges them
    }
  }
}
