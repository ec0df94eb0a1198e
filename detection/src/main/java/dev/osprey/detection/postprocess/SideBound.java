package dev.osprey.detection.postprocess;

/**
 * How a box's side is compared with the minimum. Both are float32, as in the peers: they compare a
 * float32 tensor with a number, which PyTorch rounds to the tensor's type.
 */
public enum SideBound {
  /** Strictly above it (mmdetection's {@code min_bbox_size}). */
  ABOVE,
  /** The minimum or more (torchvision's {@code remove_small_boxes}). */
  AT_LEAST;

  /** Whether a side is long enough; false for NaN. */
  public boolean admits(float side, double minimum) {
    float bound = (float) minimum;
    return switch (this) {
      case ABOVE -> side > bound;
      case AT_LEAST -> side >= bound;
    };
  }
}
