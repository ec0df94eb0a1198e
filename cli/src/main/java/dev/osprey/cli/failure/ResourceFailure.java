package dev.osprey.cli.failure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Explains failures that are caused by the machine or the size of the task: Java, libtorch or a GPU
 * is out of memory, the stack overflows, or a native library cannot be loaded. Java and the
 * libraries throw many different errors for them.
 */
final class ResourceFailure {
  private static final String LOWER =
      "lower training.batchSize or the size of images (model.preprocessing.resize), or --batch-size"
          + " of val";
  private static final List<String> OUT_OF_MEMORY =
      List.of(
          "not enough memory",
          "can't allocate memory",
          "cannot allocate memory",
          "std::bad_alloc",
          "failed to allocate memory");

  private ResourceFailure() {}

  /** The message for the user; empty if the failure is of another kind. */
  static Optional<String> message(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Optional<String> message = messageOf(cause);
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> messageOf(Throwable error) {
    if (error instanceof OutOfMemoryError) {
      return Optional.of(outOfMemory(String.valueOf(error.getMessage())));
    }
    if (error instanceof StackOverflowError) {
      return Optional.of(
          "Java's stack overflowed: most likely a configuration or annotation file is nested too"
              + " deeply. Fix the file, or run again with OSPREY_JAVA_OPTIONS=-Xss16m");
    }
    if (error instanceof LinkageError linkage) {
      return NativeLibraryFailure.message(linkage);
    }
    return error instanceof RuntimeException ? ofLibtorch(error) : Optional.empty();
  }

  private static String outOfMemory(String reason) {
    if (reason.contains("native thread")) {
      return "the system cannot start more threads. Stop other programs, raise the process limit"
          + " (ulimit -u), or lower training.workers";
    }
    if (reason.contains("Physical memory") || reason.contains("direct")) {
      return "out of memory; " + LOWER;
    }
    return String.format(
        Locale.ROOT,
        "Java is out of memory (it has %.1f GiB); %s, or give Java more:"
            + " OSPREY_JAVA_OPTIONS=-Xmx8g, if the machine has it",
        Runtime.getRuntime().maxMemory() / (1024.0 * 1024 * 1024),
        LOWER);
  }

  private static Optional<String> ofLibtorch(Throwable error) {
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("cuda out of memory") || message.contains("cuda error: out of memory")) {
      return Optional.of("the GPU is out of memory; " + LOWER + ", or use --device cpu");
    }
    return OUT_OF_MEMORY.stream().anyMatch(message::contains)
        ? Optional.of("this machine is out of memory (libtorch cannot allocate more); " + LOWER)
        : Optional.empty();
  }
}
