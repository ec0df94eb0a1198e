package dev.osprey.predict;

/** Which engine runs a network. */
public enum EngineChoice {
  /**
   * The fastest engine that gives libtorch's numbers: ONNX Runtime on the CPU in float32, libtorch
   * elsewhere.
   */
  AUTO,
  /** libtorch. */
  TORCH,
  /** ONNX Runtime, on the CPU in float32. */
  ONNX
}
