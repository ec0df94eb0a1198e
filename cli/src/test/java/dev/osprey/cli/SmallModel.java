package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;

/** A detector whose inference takes milliseconds, for tests of commands that need a model. */
public final class SmallModel {
  private SmallModel() {}

  /**
   * A RetinaNet with random weights for images of 64 pixels.
   *
   * @param postprocess settings in YAML's braces, such as {@code {topK: 10}}
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
