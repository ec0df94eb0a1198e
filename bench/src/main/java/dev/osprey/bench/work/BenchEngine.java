package dev.osprey.bench.work;

import dev.osprey.bench.process.WorkSettings;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.predict.EngineChoice;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The engine that runs our side: the only place of this module that chooses one. */
final class BenchEngine {
  private BenchEngine() {}

  /** The device, precision and threads of the settings of a piece of work. */
  static Engine engine(WorkSettings settings) {
    Precision precision =
        Precision.valueOf(settings.text("precision", "float32").toUpperCase(Locale.ROOT));
    return new Engine(Device.CPU, precision, settings.number("threads"));
  }

  /**
   * Loads the model that the settings name. ONNX files run as they are, and other precisions than
   * float32 on libtorch.
   */
  static LoadedDetector load(WorkSettings settings) {
    Path model = settings.path("model");
    if (model.toString().endsWith(".onnx")) {
      return OnnxDetector.open(model, settings.number("threads"), SealPolicy.IGNORE);
    }
    Engine engine = engine(settings);
    EngineChoice choice =
        EngineChoice.valueOf(settings.text("engine", "auto").toUpperCase(Locale.ROOT));
    boolean onlyTorch = engine.precision() != Precision.FLOAT32;
    return Predictor.load(
        model, engine, onlyTorch ? EngineChoice.TORCH : choice, UnaryOperator.identity());
  }
}
