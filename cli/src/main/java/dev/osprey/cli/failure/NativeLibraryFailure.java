package dev.osprey.cli.failure;

import dev.osprey.cli.terminal.ShellCommand;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Explains linkage errors, which Java throws if a native library cannot be unpacked or loaded. */
final class NativeLibraryFailure {
  private NativeLibraryFailure() {}

  /** The message for the user; empty if one of Osprey's own classes is missing. */
  static Optional<String> message(LinkageError error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof IOException || root instanceof UncheckedIOException) {
      return Optional.of(
          "a native library cannot be unpacked: "
              + IoReason.of(root)
              + ". Free space in the folder for temporary files and in ~/.javacpp, or use others:"
              + " OSPREY_JAVA_OPTIONS=\"-Djava.io.tmpdir=DIR"
              + " -Dorg.bytedeco.javacpp.cachedir=DIR\"");
    }
    return root instanceof UnsatisfiedLinkError || isNativeClass(root)
        ? Optional.of(
            "a native library cannot be loaded: "
                + OneLine.of(String.valueOf(root.getMessage()).lines().findFirst().orElse(""))
                + ". Check this machine with: "
                + ShellCommand.program()
                + " doctor")
        : Optional.empty();
  }

  private static boolean isNativeClass(Throwable root) {
    String message = String.valueOf(root.getMessage());
    return root instanceof LinkageError
        && (message.contains("bytedeco") || message.contains("onnxruntime"));
  }
}
