package dev.osprey.onnx.network;

/** ONNX Runtime does not give libtorch's numbers for a network. */
public final class UnequalEngines extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnequalEngines(String message) {
    super(message);
  }
}
