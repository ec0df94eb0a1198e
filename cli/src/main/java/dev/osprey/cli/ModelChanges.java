package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of a model file that a command replaces. */
final class ModelChanges {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Take the model with another setting, named as in its configuration:"
              + " --set model.postprocess.nmsThreshold=0.3. What the weights depend on cannot"
              + " change. May be given several times.")
  @Nullable List<String> settings;

  /** Whether there are any. */
  boolean isGiven() {
    return settings != null;
  }

  /**
   * @param model the file that {@code config} is of
   */
  Detector.Config of(Detector.Config config, Path model) {
    if (settings == null) {
      return config;
    }
    ObjectNode tree = ConfigReader.tree(config).objectNode();
    tree.set("model", ConfigReader.tree(config));
    for (String setting : settings) {
      if (!setting.startsWith("model.")) {
        throw new UserError("--set " + setting + ": settings of a model begin with model.");
      }
      ConfigTree.assign(tree, setting);
    }
    return ConfigReader.read(Detector.Config.class, tree.path("model"), model + " with --set");
  }
}
