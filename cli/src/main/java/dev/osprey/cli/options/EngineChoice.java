package dev.osprey.cli.options;

/** What runs a model. */
enum EngineChoice {
  /** What the file is for: ONNX Runtime for {@code .onnx}, libtorch for model files. */
  AUTO,
  /** libtorch. */
  TORCH,
  /** ONNX Runtime, on the CPU in float32; a model file is exported to a temporary file first. */
  ONNX
}
