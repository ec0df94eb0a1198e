package dev.osprey.onnx;

import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an exported file says of itself, in its {@code metadata_props}.
 *
 * @param form as {@link ExportForm#toString} has it
 */
record OnnxMetadata(String form, Detector.Config config, LabelMap labels) {
  static final String FORMAT = "1";

  private static final String FORMAT_KEY = "osprey.format";
  private static final String FORM_KEY = "osprey.form";
  private static final String CONFIG_KEY = "osprey.config";
  private static final String LABELS_KEY = "osprey.labels";
  private static final String PREPROCESSING_KEY = "osprey.preprocessing";

  OnnxMetadata {
    if (labels.size() != config.classes()) {
      throw new IllegalArgumentException(
          labels.size() + " labels for a model of " + config.classes() + " classes");
    }
  }

  /** JSON where a value has parts; the preprocessing stands alone for readers of that only. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(FORMAT_KEY, FORMAT);
    properties.put(FORM_KEY, form);
    properties.put(LABELS_KEY, ConfigReader.toJson(labels));
    properties.put(PREPROCESSING_KEY, ConfigReader.toJson(config.preprocessing()));
    properties.put(CONFIG_KEY, ConfigReader.toJson(config));
    return properties;
  }

  /**
   * @param file named in messages
   * @throws UserError where the file was not exported by Osprey, or by a newer one
   */
  static OnnxMetadata read(Map<String, String> properties, String file) {
    String format = require(properties, FORMAT_KEY, file);
    if (!format.equals(FORMAT)) {
      throw new UserError(
          file + ": export format " + format + " is not known to this Osprey; update Osprey");
    }
    return new OnnxMetadata(
        require(properties, FORM_KEY, file),
        ConfigReader.readJson(
            Detector.Config.class,
            require(properties, CONFIG_KEY, file),
            file + " (configuration)"),
        ConfigReader.readJson(
            LabelMap.class, require(properties, LABELS_KEY, file), file + " (label map)"));
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
