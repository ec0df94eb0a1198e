package dev.osprey.cli.options;

import dev.osprey.detection.Detector;
import java.nio.file.Path;

/**
 * A change that a command makes to the settings of a model, except those that {@code --set} gives.
 */
public interface SettingsAdjustment {

  /**
   * The settings for inference; equal to {@code config} if nothing changes.
   *
   * @param config the settings after {@code --set}
   * @param changes the settings that {@code --set} gives
   */
  Detector.Config adjusted(Detector.Config config, SetOption changes);

  /** A line for the user about the change; empty if the user asked for it. */
  String note(Detector.Config before, Detector.Config after);

  /** A warning that the settings of an exported file cannot change, with the way to export it. */
  String cannotChange(Path file, Detector.Config config, Detector.Config wanted);

  /** The adjustment that changes nothing. */
  static SettingsAdjustment none() {
    return new SettingsAdjustment() {
      @Override
      public Detector.Config adjusted(Detector.Config config, SetOption changes) {
        return config;
      }

      @Override
      public String note(Detector.Config before, Detector.Config after) {
        return "";
      }

      @Override
      public String cannotChange(Path file, Detector.Config config, Detector.Config wanted) {
        return "";
      }
    };
  }
}
