package dev.osprey.onnx.runtime;

/** The ONNX Runtime library that runs exported files on the CPU. */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  /** Returns the version of the library. */
  public static String version() {
    return OnnxSession.version();
  }
}
