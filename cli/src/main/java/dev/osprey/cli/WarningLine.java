package dev.osprey.cli;

/** Prints warnings on standard error. */
final class WarningLine {
  private WarningLine() {}

  /** Prints a warning, which may have several lines. */
  static void print(String message) {
    System.err.println("warning: " + ErrorReport.indented(message));
  }
}
