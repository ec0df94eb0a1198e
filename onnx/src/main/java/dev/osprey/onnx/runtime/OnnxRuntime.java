package dev.osprey.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import dev.osprey.core.runtime.Platform;
import dev.osprey.core.text.UserError;
import java.util.List;

/** The ONNX Runtime library that runs exported files on the CPU. */
public final class OnnxRuntime {
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "windows-x86_64");

  private OnnxRuntime() {}

  /** Returns the version of the library. */
  public static String version() {
    return environment().getVersion();
  }

  /**
   * Loads the library where that is still to be done.
   *
   * @throws UserError if there is none for this platform, or the cache folder cannot be written
   */
  public static OrtEnvironment environment() {
    Platform.current().require("ONNX Runtime", PLATFORMS);
    OnnxNatives.load();
    return OrtEnvironment.getEnvironment();
  }
}
