package dev.osprey.data.image;

import dev.osprey.core.ImageSize;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizes 8-bit images with OpenCV, for networks that were trained that way. It runs on the calling
 * thread alone; may be called from any thread.
 */
public final class OpenCvResize {

  /** The interpolation of {@code cv2.resize}; each value is rounded to 8 bits. */
  public enum Filter {
    /** The four neighbours at half-pixel centres, in fixed point, also where an image shrinks. */
    LINEAR(opencv_imgproc.INTER_LINEAR),
    /** Sixteen neighbours, a bicubic with a = -0.75. */
    CUBIC(opencv_imgproc.INTER_CUBIC),
    /** The mean over the area of a pixel where an image shrinks; nearly linear where it grows. */
    AREA(opencv_imgproc.INTER_AREA),
    /** One neighbour: the one at {@code floor(i * in / out)}. */
    NEAREST(opencv_imgproc.INTER_NEAREST),
    /** Sixty-four neighbours. */
    LANCZOS4(opencv_imgproc.INTER_LANCZOS4);

    private final int flag;

    Filter(int flag) {
      this.flag = flag;
    }
  }

  static {
    OpenCv.requirePlatform();
    opencv_core.setNumThreads(1);
  }

  private OpenCvResize() {}

  /** Calls {@code cv2.resize}; an image that already has the size is returned as it is. */
  public static RgbImage resize(RgbImage image, ImageSize resized, Filter filter) {
    if (image.size().equals(resized)) {
      return image;
    }
    byte[] pixels =
        new byte[Math.multiplyExact(3, Math.multiplyExact(resized.height(), resized.width()))];
    try (BytePointer from = new BytePointer(image.pixels());
        Mat source = new Mat(image.height(), image.width(), opencv_core.CV_8UC3, from);
        Mat target = new Mat();
        Size size = new Size(resized.width(), resized.height())) {
      opencv_imgproc.resize(source, target, size, 0, 0, filter.flag);
      try (BytePointer data = target.data()) {
        data.get(pixels);
      }
    }
    return new RgbImage(resized, pixels);
  }
}
