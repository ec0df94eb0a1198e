package dev.osprey.core.text;

import java.util.List;

/** Lists problems in a message: one a line, at most ten, and how many more there are. */
public final class ProblemList {
  private static final int SHOWN = 10;

  private ProblemList() {}

  /**
   * The problems, each on an indented line of its own, with a line break before each; the last line
   * is "and 3 more" where not all are shown. Empty where there is none.
   */
  public static String lines(List<String> problems) {
    StringBuilder lines = new StringBuilder();
    for (String problem : problems.subList(0, Math.min(SHOWN, problems.size()))) {
      lines.append("\n  ").append(problem);
    }
    int more = problems.size() - SHOWN;
    if (more > 0) {
      lines.append("\n  and ").append(more).append(" more");
    }
    return lines.toString();
  }
}
