package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;

/** A detector that detects in milliseconds, for commands that need some model. */
public final class SmallModel {
  private SmallModel() {}

  /**
   * @param postprocess settings as a configuration has them, in braces
   */
  public static Detector detector(int classes, String postprocess) {
    ObjectNode tree =
        ConfigReader.readJson(
            ObjectNode.class,
            """
            preset: retinanet-r18-torchvision
            classes: %d
            preprocessing: {resize: {side: 64, longest: 64}}
            neck: {channels: 16}
            head: {depth: 1, channels: 16}
            postprocess: %s
            """
                .formatted(classes, postprocess),
            "test");
    return ConfigReader.read(Detector.Config.class, Presets.resolve(tree), "test").create();
  }
}
