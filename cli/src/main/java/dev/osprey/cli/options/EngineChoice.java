package dev.osprey.cli.options;

/** The engine that runs a model. */
enum EngineChoice {
  /** ONNX Runtime for {@code .onnx} files, libtorch for model files. */
  AUTO,
  /** libtorch. */
  TORCH,
  /** ONNX Runtime, on the CPU in float32; a model file is exported to a temporary file first. */
  ONNX
}
