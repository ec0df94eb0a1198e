package dev.osprey.inference.views;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;

/** A rectangular part of an image, in pixels of the image and inside it. */
record Tile(int left, int top, ImageSize size) {

  int right() {
    return left + size.width();
  }

  int bottom() {
    return top + size.height();
  }

  RgbImage cut(RgbImage image) {
    byte[] pixels = new byte[3 * size.height() * size.width()];
    int stride = 3 * size.width();
    for (int y = 0; y < size.height(); y++) {
      int from = 3 * ((top + y) * image.width() + left);
      System.arraycopy(image.pixels(), from, pixels, y * stride, stride);
    }
    return new RgbImage(size, pixels);
  }

  /** Moves detections in the tile to pixels of the image. */
  Detections toImage(Detections found) {
    return Detections.of(
        found.rows().withBoxes(shifted(found.boxes())), shifted(found.landmarks()));
  }

  private float[] shifted(float[] points) {
    for (int i = 0; i < points.length; i += 2) {
      points[i] += left;
      points[i + 1] += top;
    }
    return points;
  }

  /** Whether two tiles share a pixel. */
  boolean overlaps(Tile other) {
    return left < other.right()
        && other.left < right()
        && top < other.bottom()
        && other.top < bottom();
  }
}
