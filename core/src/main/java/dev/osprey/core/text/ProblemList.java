package dev.osprey.core.text;

import java.util.List;

/** Lists problems in a message: one a line, at most ten, and how many more there are. */
public final class ProblemList {
  /** How many problems are shown. */
  public static final int SHOWN = 10;

  private ProblemList() {}

  /**
   * The problems, each on an indented line of its own, with a line break before each; the last line
   * is "and 3 more" if not all are shown. Empty if there is none.
   */
  public static String lines(List<String> problems) {
    return lines(problems, problems.size());
  }

  /**
   * Like {@link #lines(List)}, for {@code all} problems of which only the first are given.
   *
   * @param first the first problems; at most {@link #SHOWN} of them are shown
   */
  public static String lines(List<String> first, int all) {
    List<String> shown = first.subList(0, Math.min(SHOWN, first.size()));
    StringBuilder lines = new StringBuilder();
    shown.forEach(problem -> lines.append("\n  ").append(problem));
    int more = all - shown.size();
    if (more > 0) {
      lines.append("\n  and ").append(more).append(" more");
    }
    return lines.toString();
  }
}
