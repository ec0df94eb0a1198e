package dev.osprey.data.image;

import dev.osprey.core.ImageSize;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * OpenCV's own resizing of 8-bit pictures, for networks that were trained on it. It runs on the
 * calling thread alone; may be called from any thread.
 */
public final class OpenCvResize {
  static {
    opencv_core.setNumThreads(1);
  }

  private OpenCvResize() {}

  /**
   * {@code cv2.resize} with {@code INTER_LINEAR}: the four neighbours at half-pixel centres, in
   * fixed point, each value rounded to 8 bits. Nothing is filtered when a picture shrinks.
   */
  public static RgbPicture linear(RgbPicture picture, ImageSize resized) {
    if (picture.size().equals(resized)) {
      return picture;
    }
    byte[] pixels =
        new byte[Math.multiplyExact(3, Math.multiplyExact(resized.height(), resized.width()))];
    try (BytePointer from = new BytePointer(picture.pixels());
        Mat source = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3, from);
        Mat target = new Mat();
        Size size = new Size(resized.width(), resized.height())) {
      opencv_imgproc.resize(source, target, size, 0, 0, opencv_imgproc.INTER_LINEAR);
      try (BytePointer data = target.data()) {
        data.get(pixels);
      }
    }
    return new RgbPicture(resized, pixels);
  }
}
