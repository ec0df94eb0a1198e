package dev.osprey.inference.views;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rectangles of one value each, drawn on black, and a detector that finds exactly what can be seen
 * of each: the value is in the red channel. Every mark has the label 0, so that labels do not keep
 * neighbours apart. The scores differ from image to image: a part may have a higher score than the
 * whole.
 */
final class Marks implements ImageDetector {
  private final List<Box> boxes = new ArrayList<>();
  private final byte[] pixels;
  private final ImageSize size;

  Marks(int height, int width) {
    size = new ImageSize(height, width);
    pixels = new byte[3 * height * width];
  }

  /** Up to {@code count} marks that do not overlap; some touch. */
  static Marks random(long seed, ImageSize size, int count, int largest) {
    SeededRandom random = SeededRandom.of(seed);
    Marks marks = new Marks(size.height(), size.width());
    for (int i = 0; i < count; i++) {
      int width = 1 + random.nextInt(Math.min(largest, size.width()));
      int height = 1 + random.nextInt(Math.min(largest, size.height()));
      int left = random.nextInt(size.width() - width + 1);
      int top = random.nextInt(size.height() - height + 1);
      marks.drawIfFree(left, top, left + width, top + height);
    }
    return marks;
  }

  private void drawIfFree(int x1, int y1, int x2, int y2) {
    Box box = new Box(x1, y1, x2, y2);
    if (boxes.stream().allMatch(other -> other.iou(box) == 0)) {
      draw(x1, y1, x2, y2);
    }
  }

  Marks draw(int x1, int y1, int x2, int y2) {
    boxes.add(new Box(x1, y1, x2, y2));
    for (int y = y1; y < y2; y++) {
      for (int x = x1; x < x2; x++) {
        pixels[3 * (y * size.width() + x)] = (byte) boxes.size();
      }
    }
    return this;
  }

  RgbImage image() {
    return new RgbImage(size, pixels);
  }

  List<Box> boxes() {
    return boxes;
  }

  @Override
  public List<Detections> detect(List<RgbImage> images) {
    return images.stream().map(Marks::visible).toList();
  }

  /** What can be seen of each mark, and its landmarks, in pixels of the image. */
  private static Detections visible(RgbImage image) {
    int[][] extents = extents(image);
    List<float[]> found = new ArrayList<>();
    for (int[] extent : extents) {
      if (extent[2] > 0) {
        found.add(new float[] {extent[0], extent[1], extent[2], extent[3]});
      }
    }
    float[] boxes = new float[4 * found.size()];
    float[] scores = new float[found.size()];
    float[] landmarks = new float[FaceLandmarks.COORDINATES * found.size()];
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(found.get(i), 0, boxes, 4 * i, 4);
      System.arraycopy(landmarks(found.get(i)), 0, landmarks, 10 * i, 10);
      scores[i] = 0.5f + ((Arrays.hashCode(found.get(i)) * 0x9E3779B9) >>> 16) / 150_000f;
    }
    return new Detections(boxes, scores, new int[found.size()], landmarks);
  }

  private static int[][] extents(RgbImage image) {
    int[][] extents = new int[256][];
    Arrays.setAll(extents, i -> new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0});
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int[] extent = extents[image.value(y, x, 0)];
        extent[0] = Math.min(extent[0], x);
        extent[1] = Math.min(extent[1], y);
        extent[2] = Math.max(extent[2], x + 1);
        extent[3] = Math.max(extent[3], y + 1);
      }
    }
    extents[0][2] = 0; // the background
    return extents;
  }

  /** Left eye, right eye, nose, left and right corner of the mouth, as an upright face has them. */
  static float[] landmarks(float[] box) {
    float left = box[0];
    float right = box[2];
    float middle = (left + right) / 2;
    return new float[] {
      left, box[1], right, box[1], middle, (box[1] + box[3]) / 2, left, box[3], right, box[3]
    };
  }
}
