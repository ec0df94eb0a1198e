package dev.osprey.cli.terminal;

import java.util.Locale;

/** Formats durations for people. */
public final class Seconds {
  private static final long MINUTE = 60;
  private static final long HOUR = 3600;

  private Seconds() {}

  /** A duration such as {@code 8 s}, {@code 3 min 20 s} or {@code 2 h 5 min}. */
  public static String text(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    if (whole < MINUTE) {
      return whole + " s";
    }
    return whole < HOUR
        ? String.format(Locale.ROOT, "%d min %d s", whole / MINUTE, whole % MINUTE)
        : String.format(Locale.ROOT, "%d h %d min", whole / HOUR, whole % HOUR / MINUTE);
  }
}
