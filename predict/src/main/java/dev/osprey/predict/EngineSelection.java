package dev.osprey.predict;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.onnx.network.OnnxNetwork;
import dev.osprey.onnx.network.UnequalEngines;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Selects the engine of a network and opens it.
 *
 * @param onnx opens the network in ONNX Runtime with a number of threads
 * @param torch opens the weights for libtorch
 */
record EngineSelection(
    Detector detector,
    Engine engine,
    IntFunction<OnnxNetwork> onnx,
    Supplier<InferenceWeights> torch) {
  private static final System.Logger LOG = System.getLogger(EngineSelection.class.getName());

  /**
   * Opens the network.
   *
   * @throws UserError if ONNX Runtime was chosen and cannot run the network
   */
  NetworkEngine open(EngineChoice choice) {
    return switch (choice) {
      case TORCH -> libtorch("as chosen");
      case ONNX -> chosenOnnx();
      case AUTO -> automatic();
    };
  }

  private NetworkEngine automatic() {
    NetworkEngine opened = fastest();
    LOG.log(System.Logger.Level.DEBUG, () -> "engine: " + opened.description());
    return opened;
  }

  private NetworkEngine fastest() {
    if (!engine.device().isCpu()) {
      return libtorch("the device is " + engine.device());
    }
    if (engine.precision() != Precision.FLOAT32) {
      return libtorch("the precision is " + name(engine.precision()));
    }
    try {
      return new OnnxEngine(onnx.apply(engine.threads()), "faster on a CPU in float32");
    } catch (UnequalEngines | UserError e) {
      LOG.log(System.Logger.Level.WARNING, "the model runs on libtorch: " + e.getMessage());
      return libtorch("ONNX Runtime cannot be used: " + e.getMessage());
    }
  }

  private NetworkEngine chosenOnnx() {
    if (!engine.device().isCpu() || engine.precision() != Precision.FLOAT32) {
      throw new UserError(
          "ONNX Runtime runs on the CPU in float32 here, not on "
              + engine.device()
              + " in "
              + name(engine.precision())
              + "; leave the device and the precision out, or choose libtorch (--engine torch)");
    }
    return new OnnxEngine(onnx.apply(engine.threads()), "as chosen");
  }

  private TorchEngine libtorch(String reason) {
    return new TorchEngine(detector, torch.get(), reason);
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
