package dev.osprey.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class NearestName {
  private static final int MAXIMUM_LENGTH = 100;
  private static final int MAXIMUM_KNOWN = 10_000;

  private NearestName() {}

  /** {@code did you mean "depth"? } with a trailing space, or nothing if no name is near. */
  public static String hint(String unknown, Collection<String> known) {
    if (unknown.length() > MAXIMUM_LENGTH || known.size() > MAXIMUM_KNOWN) {
      return ""; // names this long are not typed by hand, and comparing takes time in proportion to
      // the product of the lengths
    }
    return known.stream()
        .filter(name -> name.length() <= 2 * MAXIMUM_LENGTH)
        .min(Comparator.comparingInt(name -> distance(unknown, name)))
        .filter(name -> distance(unknown, name) <= largestDistance(unknown))
        .map(name -> "did you mean \"" + OneLine.of(name) + "\"? ")
        .orElse("");
  }

  /** Short names are near to each other by accident. */
  private static int largestDistance(String unknown) {
    return unknown.length() < 4 ? 1 : Math.max(2, unknown.length() / 3);
  }

  /** Levenshtein's distance, without regard to case and to hyphens and underscores. */
  private static int distance(String a, String b) {
    String s = a.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    String t = b.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    int[] row = new int[t.length() + 1];
    for (int j = 0; j <= t.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= s.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= t.length(); j++) {
        int substituted = diagonal + (s.charAt(i - 1) == t.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[t.length()];
  }
}
