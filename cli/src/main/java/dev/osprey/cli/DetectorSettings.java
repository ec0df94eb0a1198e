package dev.osprey.cli;

import dev.osprey.predict.Predictor;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** How a model file is loaded for detecting: on which engine, and with which settings on top. */
final class DetectorSettings {
  @Mixin EngineOptions engineOptions;

  @Mixin ModelChanges changes;

  Predictor load(Path model) {
    return Predictor.load(model, engineOptions.engine(), config -> changes.of(config, model));
  }
}
