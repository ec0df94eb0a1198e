package dev.osprey.onnx.network;

/** Work on files in threads that may be interrupted: Java closes a channel in such a thread. */
final class UninterruptedWork {
  private UninterruptedWork() {}

  /** Runs work with the interrupt flag of the thread cleared, and sets it again afterwards. */
  static void run(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
