package dev.osprey.onnx.file;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and outputs of an exported file.
 *
 * @param fixed null: the input {@code images} is uint8 (N, H, W, 3), RGB, of any size, and the
 *     graph preprocesses it. Else: {@code images} is float32 (N, 3, H, W) of this size,
 *     preprocessed by the caller
 */
public record ExportForm(@Nullable ImageSize fixed, Outputs outputs) {

  /** The outputs of a file. */
  public enum Outputs {
    /**
     * {@code boxes} (N, D, 4), {@code scores} (N, D), {@code labels} (N, D), {@code num} (N), and
     * {@code landmarks} (N, D, 5, 2) if the detector has them.
     */
    DETECTIONS,
    /**
     * The outputs of the head: {@code logits}, {@code deltas}, {@code landmarks} if the detector
     * has them, and {@code anchors}, or the {@code proposals} of a two-stage detector.
     */
    RAW
  }

  private static final int MINIMUM_SIDE = 32;
  private static final Pattern TEXT =
      Pattern.compile("(?:fixed ([0-9]{1,5})x([0-9]{1,5})(?: (?=raw))?)?(raw)?");

  public ExportForm {
    if (fixed != null && Math.min(fixed.height(), fixed.width()) < MINIMUM_SIDE) {
      throw new UserError(
          "fixed size "
              + fixed
              + " is too small for a detector; give height x width of 32x32 or more, such as"
              + " 640x640");
    }
  }

  /** Returns the default form: images in, detections out. */
  public static ExportForm whole() {
    return new ExportForm(null, Outputs.DETECTIONS);
  }

  /**
   * Parses a text that {@link #toString} wrote.
   *
   * @throws UserError for any other text
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

  /**
   * Returns the text in the metadata, such as {@code whole}, {@code raw}, {@code fixed 640x640}.
   */
  @Override
  public String toString() {
    String size = fixed == null ? "" : "fixed " + fixed;
    if (outputs == Outputs.RAW) {
      return size.isEmpty() ? "raw" : size + " raw";
    }
    return size.isEmpty() ? "whole" : size;
  }
}
