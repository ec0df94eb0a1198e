package dev.osprey.bench.report;

import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.result.SideResult;
import dev.osprey.bench.row.RowTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The targets of a row and the amounts of work of both sides, in words. */
final class Targets {
  /** Facts that are worth showing: how much work there was after the network. */
  private static final List<String> COUNTS = List.of("candidates", "detections", "kept", "AP");

  private Targets() {}

  /** Such as {@code time ≤ 0.76, memory ≤ 1.00, peak ≥ 0.90}; empty without a target. */
  static String text(RowTarget target) {
    List<String> parts = new ArrayList<>();
    target.time().ifPresent(bound -> parts.add("time ≤ " + Figures.ratio(bound)));
    target.memory().ifPresent(bound -> parts.add("memory ≤ " + Figures.ratio(bound)));
    target.share().ifPresent(bound -> parts.add("peak ≥ " + Figures.ratio(bound)));
    target.seconds().ifPresent(bound -> parts.add("≤ " + Figures.seconds(bound)));
    return String.join(", ", parts);
  }

  static Optional<String> missed(RowResult result) {
    return result.verdict() == RowResult.Verdict.MISSES
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s misses %s of: %s",
                result.row().name(),
                String.join(" and ", result.misses()),
                text(result.row().target())))
        : Optional.empty();
  }

  /** Such as {@code detections 300 and 300}, ours first. */
  static List<String> counts(RowResult result) {
    List<String> counts = new ArrayList<>();
    SideResult peer = result.peer().orElse(SideResult.failed(""));
    Set<String> names = new TreeSet<>(result.ours().facts().keySet());
    names.addAll(peer.facts().keySet());
    names.retainAll(COUNTS);
    for (String name : names) {
      String own = number(result.ours().facts().get(name));
      String other = number(peer.facts().get(name));
      counts.add(name + " " + own + (result.peer().isPresent() ? " and " + other : ""));
    }
    return counts;
  }

  private static String number(@Nullable Double value) {
    if (value == null) {
      return Figures.ABSENT;
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
