package dev.osprey.cli;

/** What the starting script knows of the terminal; a JVM cannot ask for each stream apart. */
final class Terminal {
  private static final String PROPERTY = "osprey.terminal";

  private Terminal() {}

  /** Whether somebody looks at standard error, so that lines may be drawn anew. */
  static boolean isStandardError() {
    return Boolean.getBoolean(PROPERTY);
  }
}
