package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.predict.Predictor;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model file is loaded for detecting: on which engine, and with which settings on top. */
final class DetectorSettings {
  @Mixin EngineOptions engineOptions;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Detect with another setting of the model, named as in its configuration:"
              + " --set model.postprocess.nmsThreshold=0.3. What the weights depend on cannot"
              + " change. May be given several times.")
  @Nullable List<String> settings;

  Predictor load(Path model) {
    return Predictor.load(model, engineOptions.engine(), config -> changed(config, model));
  }

  private Detector.Config changed(Detector.Config config, Path model) {
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
