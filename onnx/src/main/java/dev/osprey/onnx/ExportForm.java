package dev.osprey.onnx;

import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import org.jspecify.annotations.Nullable;

/**
 * What an exported file takes and gives.
 *
 * @param fixed absent: 8-bit pictures of any size, {@code images} uint8 (N, H, W, 3) RGB, with all
 *     preprocessing inside. Given: {@code images} float32 (N, 3, H, W) of this size, preprocessed
 *     outside
 */
public record ExportForm(@Nullable ImageSize fixed, Outputs outputs) {

  /** What a file gives. */
  public enum Outputs {
    /**
     * {@code boxes} (N, D, 4), {@code scores} (N, D), {@code labels} (N, D), {@code num} (N), and
     * {@code landmarks} (N, D, 5, 2) where there are any.
     */
    DETECTIONS,
    /**
     * What the head says: {@code logits}, {@code deltas}, {@code landmarks} where there are any,
     * and {@code anchors}, or of two stages the {@code proposals}.
     */
    RAW
  }

  private static final int LEAST_SIDE = 32;

  public ExportForm {
    if (fixed != null && Math.min(fixed.height(), fixed.width()) < LEAST_SIDE) {
      throw new UserError(
          "fixed size "
              + fixed
              + " is too small for a detector; give height x width of 32x32 or more, such as"
              + " 640x640");
    }
  }

  /** Pictures in, detections out: the default. */
  public static ExportForm whole() {
    return new ExportForm(null, Outputs.DETECTIONS);
  }

  /** As metadata tells it: {@code whole}, {@code raw}, {@code fixed 640x640}. */
  @Override
  public String toString() {
    String size = fixed == null ? "" : "fixed " + fixed;
    if (outputs == Outputs.RAW) {
      return size.isEmpty() ? "raw" : size + " raw";
    }
    return size.isEmpty() ? "whole" : size;
  }
}
