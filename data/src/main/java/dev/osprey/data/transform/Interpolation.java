package dev.osprey.data.transform;

/** How pixels between pixels are computed. Both take half-pixel centres. */
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
  BILINEAR_ANTIALIASED
}
