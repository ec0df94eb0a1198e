package dev.osprey.onnx.network;

/** Work on files in threads that may be interrupted: Java closes a channel in such a thread. */
final class Interruption {
  private Interruption() {}

  /** Runs work with the interrupt flag of the thread cleared, and sets it again afterwards. */
  static void without(Runnable work) {
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
