package dev.osprey.onnx.file;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an exported file takes and gives.
 *
 * @param fixed absent: 8-bit images of any size, {@code images} uint8 (N, H, W, 3) RGB, with all
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
  private static final Pattern TEXT =
      Pattern.compile("(?:fixed ([0-9]{1,5})x([0-9]{1,5})(?: (?=raw))?)?(raw)?");

  public ExportForm {
    if (fixed != null && Math.min(fixed.height(), fixed.width()) < LEAST_SIDE) {
      throw new UserError(
          "fixed size "
              + fixed
              + " is too small for a detector; give height x width of 32x32 or more, such as"
              + " 640x640");
    }
  }

  /** Images in, detections out: the default. */
  public static ExportForm whole() {
    return new ExportForm(null, Outputs.DETECTIONS);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws UserError for anything else
   */
  public static ExportForm parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (text.equals(whole().toString())) {
      return whole();
    }
    if (text.isEmpty() || !parts.matches()) {
      throw new UserError(
          "the form \""
              + text
              + "\" of an exported file is not known to this Osprey; update Osprey");
    }
    String height = parts.group(1);
    return new ExportForm(
        height == null
            ? null
            : new ImageSize(Integer.parseInt(height), Integer.parseInt(parts.group(2))),
        parts.group(3) == null ? Outputs.DETECTIONS : Outputs.RAW);
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
