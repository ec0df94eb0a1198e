package dev.osprey.bench.work;

import dev.osprey.onnx.runtime.OnnxRuntime;
import dev.osprey.torch.Libtorch;
import java.util.Map;

/** The versions of our engines. Asking for them loads both. */
final class EngineVersions {
  private EngineVersions() {}

  static void add(Map<String, String> versions) {
    versions.put("libtorch", Libtorch.version());
    versions.put("vector instructions", Libtorch.vectorInstructions());
    versions.put("ONNX Runtime", OnnxRuntime.version());
  }
}
