package dev.osprey.cli.failure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Failures that come from the machine or from the size of the task, not from Osprey's code: memory
 * of Java, of libtorch and of a GPU that runs out, stacks that are too small, native libraries that
 * cannot be loaded. Java and the libraries throw them as errors of many kinds.
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

  /** What happened and what helps; empty where a failure is of another kind. */
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
          "something is nested too deeply for Java's stack: most likely a file that is read, such as"
              + " a configuration or an annotation file. Mend it, or start again with"
              + " OSPREY_JAVA_OPTIONS=-Xss16m");
    }
    if (error instanceof LinkageError linkage) {
      return NativeLibraryFailure.message(linkage);
    }
    return error instanceof RuntimeException ? ofLibtorch(error) : Optional.empty();
  }

  private static String outOfMemory(String reason) {
    if (reason.contains("native thread")) {
      return "the system gives no more threads. End other programs, raise the limit of processes"
          + " (ulimit -u), or lower training.workers";
    }
    if (reason.contains("Physical memory") || reason.contains("direct")) {
      return "the memory is used up; " + LOWER;
    }
    return String.format(
        Locale.ROOT,
        "Java's memory (%.1f GiB) is used up; %s, or give Java more:"
            + " OSPREY_JAVA_OPTIONS=-Xmx8g, if the machine has it",
        Runtime.getRuntime().maxMemory() / (1024.0 * 1024 * 1024),
        LOWER);
  }

  private static Optional<String> ofLibtorch(Throwable error) {
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("cuda out of memory") || message.contains("cuda error: out of memory")) {
      return Optional.of("the GPU's memory is used up; " + LOWER + ", or --device cpu");
    }
    return OUT_OF_MEMORY.stream().anyMatch(message::contains)
        ? Optional.of("the memory of this machine is used up (libtorch gets no more); " + LOWER)
        : Optional.empty();
  }
}
