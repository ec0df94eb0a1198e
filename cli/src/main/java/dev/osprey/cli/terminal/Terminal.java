package dev.osprey.cli.terminal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reports whether standard error is a terminal. The start script tests this, as Java cannot. */
public final class Terminal {
  private static final String PROPERTY = "osprey.terminal";

  private Terminal() {}

  /** Whether standard error is a terminal that can redraw a line. */
  public static boolean isStandardError() {
    return Boolean.getBoolean(PROPERTY) && canErase(System.getenv("TERM"));
  }

  /**
   * Whether a terminal can erase a line.
   *
   * @param kind the value of TERM; {@code dumb} terminals support no control sequences
   */
  static boolean canErase(@Nullable String kind) {
    return kind != null && !kind.isEmpty() && !kind.toLowerCase(Locale.ROOT).startsWith("dumb");
  }
}
