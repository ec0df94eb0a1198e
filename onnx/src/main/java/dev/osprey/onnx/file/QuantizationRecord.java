package dev.osprey.onnx.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the network of an exported file was quantised, and how far its results are from float32.
 *
 * @param precision of the quantised layers
 * @param ranges the rule for the ranges of values
 * @param calibrationImages how many images the ranges come from
 * @param layers how many layers have weights
 * @param floatLayers the layers that stay float32, by the paths of their weights
 * @param check the comparison on other images
 */
public record QuantizationRecord(
    String precision,
    String ranges,
    int calibrationImages,
    int layers,
    List<String> floatLayers,
    Check check) {

  /** The precision of all quantised files. */
  public static final String INT8 = "int8";

  public QuantizationRecord {
    floatLayers = List.copyOf(floatLayers);
  }

  /**
   * The results of the quantised file beside those of the float32 one.
   *
   * @param images compared
   * @param float32Map mAP50:95 of the float32 file; null: the images have no labels
   * @param int8Map mAP50:95 of the quantised file; null: the images have no labels
   * @param detections of the float32 file
   * @param unmatched detections of either file without a match in the other
   * @param largestPixels the largest shift of a corner of a match, pixels of the image
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Check(
      int images,
      @Nullable Double float32Map,
      @Nullable Double int8Map,
      int detections,
      int unmatched,
      double largestPixels,
      double meanPixels,
      double largestScore,
      double meanScore) {

    /**
     * Whether the file should not replace the float32 one unseen: its mAP is lower by more than
     * 0.01 or, without labels, a tenth of all detections has no match.
     */
    public boolean differsMuch() {
      return (float32Map == null || int8Map == null)
          ? unmatched > 0.2 * detections // both files count
          : int8Map < float32Map - 0.01;
    }

    @Override
    public String toString() {
      String shifts = detections + unmatched == 0 ? nothing() : shifts();
      return float32Map == null || int8Map == null
          ? shifts
          : String.format(
              Locale.ROOT, "mAP50:95 %.4f, float32 %.4f; %s", int8Map, float32Map, shifts);
    }

    private String nothing() {
      return images + " images in which neither file finds anything, so nothing was compared";
    }

    private String shifts() {
      return String.format(
          Locale.ROOT,
          "%d images, %d detections, %d unmatched in either file; boxes shift by up to %.2f"
              + " pixels (mean %.3f), scores by up to %.3f (mean %.4f)",
          images,
          detections,
          unmatched,
          largestPixels,
          meanPixels,
          largestScore,
          meanScore);
    }
  }

  /** Returns the number of layers on integers, and the names of the others. */
  public String layersText() {
    return (layers - floatLayers.size())
        + " of "
        + layers
        + " layers in int8, ranges by "
        + ranges
        + " of "
        + calibrationImages
        + (calibrationImages == 1 ? " image" : " images")
        + (floatLayers.isEmpty() ? "" : "; float32: " + String.join(", ", floatLayers));
  }
}
