package dev.osprey.data.image;

import dev.osprey.core.ImageSize;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Hue, saturation and value of an image, 8 bits each, as in OpenCV: hue in steps of two degrees, 0
 * to 179. Converting to HSV and back changes a value by a few steps. It runs on the calling thread
 * alone; may be called from any thread.
 */
public final class HsvPixels {
  /** The number of hues, after which they repeat from 0. */
  public static final int HUES = 180;

  static {
    OpenCv.requirePlatform();
    opencv_core.setNumThreads(1);
  }

  private HsvPixels() {}

  /** Converts an image to (H, W, 3): {@code cv2.cvtColor} with {@code COLOR_RGB2HSV}. */
  public static byte[] of(RgbImage image) {
    return convert(image.pixels(), image.size(), opencv_imgproc.COLOR_RGB2HSV);
  }

  /** Converts (H, W, 3) to an image: {@code cv2.cvtColor} with {@code COLOR_HSV2RGB}. */
  public static RgbImage toRgb(byte[] hsv, ImageSize size) {
    return new RgbImage(size, convert(hsv, size, opencv_imgproc.COLOR_HSV2RGB));
  }

  private static byte[] convert(byte[] from, ImageSize size, int conversion) {
    byte[] converted = new byte[from.length];
    try (BytePointer pixels = new BytePointer(from);
        Mat source = new Mat(size.height(), size.width(), opencv_core.CV_8UC3, pixels);
        Mat target = new Mat()) {
      opencv_imgproc.cvtColor(source, target, conversion);
      try (BytePointer data = target.data()) {
        data.get(converted);
      }
    }
    return converted;
  }
}
