package dev.osprey.onnx.file;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.weights.LabelCount;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an exported file, in its {@code metadata_props}.
 *
 * @param trainedSizes null: unknown
 * @param golden null in files of older versions, and if the network's outputs were not finite
 * @param quantization null: the network computes in float32
 */
public record OnnxMetadata(
    ExportForm form,
    Detector.Config config,
    LabelMap labels,
    @Nullable TrainedSizes trainedSizes,
    @Nullable GoldenRequest golden,
    @Nullable QuantizationRecord quantization) {
  static final String FORMAT = "1";

  private static final String FORMAT_KEY = "osprey.format";
  private static final String FORM_KEY = "osprey.form";
  private static final String CONFIG_KEY = "osprey.config";
  private static final String LABELS_KEY = "osprey.labels";
  private static final String PREPROCESSING_KEY = "osprey.preprocessing";
  private static final String SIZES_KEY = "osprey." + TrainedSizes.KEY;
  private static final String GOLDEN_KEY = "osprey.golden";
  private static final String QUANTIZATION_KEY = "osprey.quantization";

  public OnnxMetadata {
    LabelCount.require(config, labels);
  }

  /**
   * Returns the entries; values with parts are JSON. The preprocessing has an entry of its own for
   * programs that read nothing else.
   */
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(FORMAT_KEY, FORMAT);
    properties.put(FORM_KEY, form.toString());
    properties.put(LABELS_KEY, ConfigReader.toAsciiJson(labels));
    properties.put(PREPROCESSING_KEY, ConfigReader.toAsciiJson(config.preprocessing()));
    properties.put(CONFIG_KEY, ConfigReader.toAsciiJson(config));
    if (trainedSizes != null) {
      properties.put(SIZES_KEY, trainedSizes.toJson());
    }
    if (golden != null) {
      properties.put(GOLDEN_KEY, ConfigReader.toAsciiJson(golden));
    }
    if (quantization != null) {
      properties.put(QUANTIZATION_KEY, ConfigReader.toAsciiJson(quantization));
    }
    return properties;
  }

  /**
   * Reads the entries.
   *
   * @param file named in messages
   * @throws UserError if the file was not exported by Osprey, or by a newer version
   */
  public static OnnxMetadata read(Map<String, String> properties, String file) {
    String format = require(properties, FORMAT_KEY, file);
    if (!format.equals(FORMAT)) {
      throw new UserError(
          file + ": export format " + format + " is not known to this Osprey; update Osprey");
    }
    Detector.Config config =
        ConfigReader.readJson(
            Detector.Config.class,
            require(properties, CONFIG_KEY, file),
            file + " (configuration)");
    LabelMap labels =
        ConfigReader.readJson(
            LabelMap.class, require(properties, LABELS_KEY, file), file + " (label map)");
    LabelCount.require(config, labels, file);
    String sizes = properties.get(SIZES_KEY);
    String golden = properties.get(GOLDEN_KEY);
    String quantization = properties.get(QUANTIZATION_KEY);
    return new OnnxMetadata(
        form(require(properties, FORM_KEY, file), file),
        config,
        labels,
        sizes == null
            ? null
            : ConfigReader.readJson(TrainedSizes.class, sizes, file + " (trained sizes)"),
        golden == null
            ? null
            : ConfigReader.readJson(GoldenRequest.class, golden, file + " (golden request)"),
        quantization == null
            ? null
            : ConfigReader.readJson(
                QuantizationRecord.class, quantization, file + " (quantisation)"));
  }

  private static ExportForm form(String text, String file) {
    try {
      return ExportForm.parse(text);
    } catch (UserError | IllegalArgumentException e) {
      throw new UserError(file + ": " + e.getMessage(), e);
    }
  }

  private static String require(Map<String, String> properties, String key, String file) {
    String value = properties.get(key);
    if (value == null) {
      throw new UserError(
          file
              + ": not exported by Osprey: its metadata has no "
              + key
              + ". Such files are written by osprey export --format onnx");
    }
    return value;
  }
}
