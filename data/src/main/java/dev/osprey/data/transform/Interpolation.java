package dev.osprey.data.transform;

/** How pixels between pixels are computed. All take half-pixel centres. */
public enum Interpolation {
  /**
   * The four neighbours, positions in float32, clamped at the border: {@code interpolate(mode =
   * "bilinear", align_corners = false, antialias = false)} of torch.
   */
  BILINEAR,
  /**
   * A Gaussian of sigma (in / out - 1) / 2 on each axis that shrinks, then the four neighbours;
   * both mirror the picture at the border: scikit-image's {@code resize} with its defaults.
   */
  BILINEAR_ANTIALIASED,
  /**
   * The 8-bit picture is resized and rounded to 8 bits again before it is normalised: {@code
   * cv2.resize} of OpenCV with {@code INTER_LINEAR}.
   */
  OPENCV_LINEAR
}
