package dev.osprey.detection.golden;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws images for the comparison of engines: gradients, rectangles and noise, so that no two
 * places look alike. On a blank image all scores are equal, and rounding alone decides their order.
 */
public final class CheckImages {
  private static final int RECTANGLES = 12;
  private static final int NOISE = 40;

  private CheckImages() {}

  /** Images of the seeds from {@code seed} on, the same on every machine. */
  public static List<RgbImage> of(ImageSize size, int count, long seed) {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(one(size, new SplittableRandom(seed + i)));
    }
    return images;
  }

  private static RgbImage one(ImageSize size, SplittableRandom random) {
    int height = size.height();
    int width = size.width();
    int[][][] values = new int[height][width][3];
    fill(values, 0, 0, height, width, random);
    for (int i = 0; i < RECTANGLES; i++) {
      int top = random.nextInt(height);
      int left = random.nextInt(width);
      int bottom = Math.min(height, top + 1 + random.nextInt(1 + height / 2));
      int right = Math.min(width, left + 1 + random.nextInt(1 + width / 2));
      fill(values, top, left, bottom, right, random);
    }
    byte[] pixels = new byte[3 * height * width];
    int at = 0;
    for (int[][] row : values) {
      for (int[] pixel : row) {
        for (int value : pixel) {
          int noisy = value + random.nextInt(NOISE) - NOISE / 2;
          pixels[at++] = (byte) Math.min(255, Math.max(0, noisy));
        }
      }
    }
    return new RgbImage(size, pixels);
  }

  /** A gradient of each channel from one colour to another. */
  private static void fill(
      int[][][] values, int top, int left, int bottom, int right, SplittableRandom random) {
    for (int c = 0; c < 3; c++) {
      int first = random.nextInt(256);
      int last = random.nextInt(256);
      int steps = bottom - top + right - left;
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          values[y][x][c] = first + (last - first) * (y - top + x - left) / steps;
        }
      }
    }
  }
}
