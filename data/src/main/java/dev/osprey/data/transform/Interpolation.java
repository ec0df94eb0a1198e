package dev.osprey.data.transform;

import dev.osprey.data.image.OpenCvResize;
import org.jspecify.annotations.Nullable;

/** How values between pixels are computed. All methods use half-pixel centres. */
public enum Interpolation {
  /**
   * The four neighbours, positions in float32, clamped at the border: {@code interpolate(mode =
   * "bilinear", align_corners = false, antialias = false)} of torch.
   */
  BILINEAR(null),
  /**
   * A Gaussian of sigma (in / out - 1) / 2 on each axis that shrinks, then the four neighbours;
   * both mirror the image at the border: scikit-image's {@code resize} with its defaults.
   */
  BILINEAR_ANTIALIASED(null),
  /**
   * The 8-bit image is resized and rounded to 8 bits again before it is normalised: {@code
   * cv2.resize} of OpenCV with {@code INTER_LINEAR}.
   */
  OPENCV_LINEAR(OpenCvResize.Filter.LINEAR),
  /** As {@link #OPENCV_LINEAR}, with {@code INTER_CUBIC}. */
  OPENCV_CUBIC(OpenCvResize.Filter.CUBIC),
  /** As {@link #OPENCV_LINEAR}, with {@code INTER_AREA}. */
  OPENCV_AREA(OpenCvResize.Filter.AREA),
  /** As {@link #OPENCV_LINEAR}, with {@code INTER_NEAREST}. */
  OPENCV_NEAREST(OpenCvResize.Filter.NEAREST),
  /** As {@link #OPENCV_LINEAR}, with {@code INTER_LANCZOS4}. */
  OPENCV_LANCZOS4(OpenCvResize.Filter.LANCZOS4);

  private final OpenCvResize.@Nullable Filter openCv;

  Interpolation(OpenCvResize.@Nullable Filter openCv) {
    this.openCv = openCv;
  }

  /** The filter of OpenCV for this method; null if OpenCV is not used. */
  OpenCvResize.@Nullable Filter openCv() {
    return openCv;
  }
}
