package dev.osprey.cli.options;

import dev.osprey.detection.Detector;
import java.nio.file.Path;

/** How a command changes a model's settings by itself; what {@code --set} says stays. */
public interface SettingsAdjustment {

  /**
   * The settings to detect with; equal to {@code config} where nothing is to change.
   *
   * @param config with what {@code changes} says
   */
  Detector.Config adjusted(Detector.Config config, SetOption changes);

  /** One line for the user about the change; empty: it is what the user asked for. */
  String note(Detector.Config before, Detector.Config after);

  /** One line that says what an exported file does instead, and how that can be changed. */
  String cannotChange(Path file, Detector.Config config, Detector.Config wanted);

  /** Changes nothing. */
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
