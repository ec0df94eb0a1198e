package dev.osprey.cli.options;

import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ModelOverrides;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --set}, which replaces settings of a model file. */
public final class SetOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a setting of the model, named as in its configuration:"
              + " --set model.postprocess.nmsThreshold=0.3. Settings that the weights depend on"
              + " cannot change. Can be repeated.")
  @Nullable List<String> settings;

  /**
   * Whether {@code --set} replaces a setting of the last stage, alone or within a group.
   *
   * @param key such as {@code scoreThreshold}
   */
  public boolean replaces(Detector.Config config, String key) {
    return settings != null && ModelOverrides.give(settings, path(config) + "." + key);
  }

  /**
   * The argument of {@code --set} that gives a setting of the last stage.
   *
   * @param value null turns the setting off
   */
  public static String assignment(Detector.Config config, String key, @Nullable Object value) {
    return path(config) + "." + key + "=" + value;
  }

  private static String path(Detector.Config config) {
    return "model." + config.references().settings();
  }

  /** Whether the option is given. */
  public boolean isGiven() {
    return settings != null;
  }

  /**
   * Applies the settings to the configuration of a model file.
   *
   * @param model the file, for messages
   * @throws dev.osprey.core.text.UserError if a setting does not exist or cannot change
   */
  public Detector.Config of(Detector.Config config, Path model) {
    return settings == null
        ? config
        : ModelOverrides.apply(config, settings, model + " with --set");
  }
}
