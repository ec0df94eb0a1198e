package dev.osprey.cli.failure;

import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Explains why one image could not be used. */
public final class ImageFailure {
  private static final int LONGEST_CHAIN = 20;

  /** Messages of libtorch, ONNX Runtime, OpenCV and JavaCPP when memory cannot be allocated. */
  private static final List<String> MEMORY =
      List.of(
          "not enough memory",
          "out of memory",
          "can't allocate memory",
          "cannot allocate",
          "failed to allocate",
          "insufficient memory",
          "bad_alloc",
          "bad allocation",
          "memory usage is too high");

  private ImageFailure() {}

  /**
   * The reason in one line, without the name of the image; empty if it is a bug in Osprey.
   *
   * @param error thrown while one image was decoded, detected, painted or written
   */
  public static Optional<String> reason(Throwable error) {
    int depth = 0;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError mistake) {
        return Optional.of(String.valueOf(mistake.getMessage()));
      }
      if (isOutOfMemory(cause)) {
        return Optional.of(memoryMessage());
      }
      if (++depth > LONGEST_CHAIN) {
        break;
      }
    }
    if (error instanceof StackOverflowError) {
      return Optional.of("the file is nested too deeply. Save the image again as JPEG or PNG");
    }
    if (error instanceof LinkageError) {
      return Optional.of(
          "a part of Osprey could not be loaded ("
              + OneLine.of(String.valueOf(rootOf(error).getMessage()), 120)
              + "). Check the free memory and the free disk space, then try again");
    }
    return Optional.empty();
  }

  private static boolean isOutOfMemory(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      return true;
    }
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return MEMORY.stream().anyMatch(message::contains);
  }

  private static Throwable rootOf(Throwable error) {
    Throwable root = error;
    for (int i = 0; root.getCause() != null && i < LONGEST_CHAIN; i++) {
      root = root.getCause();
    }
    return root;
  }

  private static String memoryMessage() {
    return String.format(
        Locale.ROOT,
        "there is not enough memory for this image (Java may use %.1f GiB, and the engine needs"
            + " additional memory). Make the image smaller, or give Java more memory:"
            + " OSPREY_JAVA_OPTIONS=-Xmx8g",
        Runtime.getRuntime().maxMemory() / (1024.0 * 1024 * 1024));
  }
}
