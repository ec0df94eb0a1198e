package dev.osprey.cli.terminal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the starting script knows of the terminal; a JVM cannot ask for each stream apart. */
public final class Terminal {
  private static final String PROPERTY = "osprey.terminal";

  private Terminal() {}

  /** Whether standard error is a terminal that can draw a line anew. */
  public static boolean isStandardError() {
    return Boolean.getBoolean(PROPERTY) && canErase(System.getenv("TERM"));
  }

  /**
   * @param kind as the variable TERM has it; {@code dumb} is one that knows no sequences
   */
  public static boolean canErase(@Nullable String kind) {
    return kind != null && !kind.isEmpty() && !kind.toLowerCase(Locale.ROOT).startsWith("dumb");
  }
}
