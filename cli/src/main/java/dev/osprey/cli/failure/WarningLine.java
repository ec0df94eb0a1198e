package dev.osprey.cli.failure;

/** Prints warnings on standard error. */
public final class WarningLine {
  private WarningLine() {}

  /** Prints a warning, which may have several lines. */
  public static void print(String message) {
    System.err.println("warning: " + ErrorReport.indented(message));
  }
}
