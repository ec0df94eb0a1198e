package dev.osprey.weights;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;

/** Checks that a label map has one label for each class of a detector. */
public final class LabelCount {
  private LabelCount() {}

  /**
   * Checks the labels of a model before it is written.
   *
   * @throws IllegalArgumentException if the numbers differ
   */
  public static void require(Detector.Config config, LabelMap labels) {
    if (labels.size() != config.classes()) {
      throw new IllegalArgumentException(
          labels.size() + " labels for a model of " + config.classes() + " classes");
    }
  }

  /**
   * Checks the labels of a model that was read from a file.
   *
   * @param file named in the message
   * @throws UserError if the numbers differ
   */
  public static void require(Detector.Config config, LabelMap labels, String file) {
    if (labels.size() != config.classes()) {
      throw new UserError(
          file
              + ": the configuration has "
              + config.classes()
              + " classes, the label map "
              + labels.size()
              + ": the file was not written by Osprey, or was changed");
    }
  }
}
