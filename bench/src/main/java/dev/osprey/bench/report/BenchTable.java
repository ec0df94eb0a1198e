package dev.osprey.bench.report;

import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.result.SideResult;
import dev.osprey.bench.result.Spread;
import dev.osprey.core.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The results on a terminal of 80 columns. A row is printed as soon as it is measured, so that a
 * run that is stopped has shown what it had.
 */
public final class BenchTable {
  private static final int COLUMNS = 80;
  private static final int NAME = 21;

  /** name, ours, peer, ratio, spread, memory of both, its ratio, share of the peak, verdict. */
  private static final String FORMAT = "%-" + NAME + "s%8s%8s%6s%12s%10s%5s%6s %s";

  private BenchTable() {}

  /** The first line. */
  public static String header() {
    return format("", "ours", "peer", "ratio", "spread", "GB", "", "peak", "ok");
  }

  private static String format(Object... cells) {
    return String.format(Locale.ROOT, FORMAT, cells).stripTrailing();
  }

  /** A row, and a second line where a side failed. */
  public static String row(RowResult result) {
    List<String> lines = new ArrayList<>();
    Optional<SideResult> peer = result.peer();
    lines.add(
        format(
            result.row().name(),
            time(result.ours()),
            peer.map(BenchTable::time).orElse(Figures.ABSENT),
            result.ratio().map(Spread::median).map(Figures::ratio).orElse(Figures.ABSENT),
            result.ratio().map(Figures::range).orElse(""),
            memory(result),
            Figures.ratio(result.memoryRatio()),
            Figures.ratio(result.share()),
            mark(result)));
    failure("ours", result.ours()).ifPresent(lines::add);
    peer.flatMap(side -> failure("peer", side)).ifPresent(lines::add);
    return String.join("\n", lines);
  }

  private static String time(SideResult side) {
    return side.isMeasured()
        ? Figures.seconds(Spread.of(side.seconds()).median())
        : side.failure().isPresent() ? "failed" : Figures.ABSENT;
  }

  private static String memory(RowResult result) {
    String own = Figures.gigabytes(result.ours().peakMemory());
    return result
        .peer()
        .filter(SideResult::isMeasured)
        .map(peer -> own + "/" + Figures.gigabytes(peer.peakMemory()))
        .orElse(own);
  }

  private static String mark(RowResult result) {
    return switch (result.verdict()) {
      case HOLDS -> "yes";
      case MISSES -> "no";
      case OPEN -> "";
    };
  }

  private static Optional<String> failure(String side, SideResult result) {
    return result
        .failure()
        .map(message -> OneLine.of("  " + side + " failed: " + message, COLUMNS));
  }

  /** What follows the rows: what each is, the targets that are missed, the machine. */
  public static String footer(BenchOutcome outcome) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("ratio: ours / peer, the median of " + outcome.rounds() + " pairs, and their range");
    lines.add("GB: peak resident memory of ours / peer, and its ratio");
    lines.add("peak: our share of the convolution peak of this machine");
    for (RowResult result : outcome.rows()) {
      Targets.missed(result).ifPresent(lines::add);
      differentCounts(result).ifPresent(lines::add);
    }
    lines.add("");
    MachineText.lines(outcome).forEach(lines::add);
    return String.join("\n", lines);
  }

  /** Says where both sides had a different amount of work after the network. */
  private static Optional<String> differentCounts(RowResult result) {
    List<String> counts = Targets.counts(result);
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(result.row().name() + ": " + String.join(", ", counts));
  }
}
