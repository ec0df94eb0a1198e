package dev.osprey.cli.options;

import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ModelOverrides;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of a model file that a command replaces. */
public final class SetOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Take the model with another setting, named as in its configuration:"
              + " --set model.postprocess.nmsThreshold=0.3. What the weights depend on cannot"
              + " change. May be given several times.")
  @Nullable List<String> settings;

  /**
   * Whether they give a setting of the last stage, alone or in a group of settings.
   *
   * @param key such as {@code scoreThreshold}
   */
  public boolean give(Detector.Config config, String key) {
    return settings != null && ModelOverrides.give(settings, path(config) + "." + key);
  }

  /**
   * What follows {@code --set} to give a setting of the last stage.
   *
   * @param value null: none
   */
  public static String assignment(Detector.Config config, String key, @Nullable Object value) {
    return path(config) + "." + key + "=" + value;
  }

  private static String path(Detector.Config config) {
    return "model." + config.references().settings();
  }

  /** Whether there are any. */
  public boolean isGiven() {
    return settings != null;
  }

  /**
   * @param model the file that {@code config} is of
   */
  public Detector.Config of(Detector.Config config, Path model) {
    return settings == null
        ? config
        : ModelOverrides.apply(config, settings, model + " with --set");
  }
}
