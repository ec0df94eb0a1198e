package dev.osprey.bench.report;

import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.result.SideResult;
import dev.osprey.bench.result.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results as Markdown, for the guide. */
public final class BenchMarkdown {
  private BenchMarkdown() {}

  /** A table with a line for each row, and the machine below. */
  public static String text(BenchOutcome outcome) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| work | peer | ours | peer's | ratio (range) | memory, GB | ratio | of the peak |");
    text.append(" target | holds |\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (RowResult result : outcome.rows()) {
      text.append(row(result)).append('\n');
    }
    text.append('\n');
    for (RowResult result : outcome.rows()) {
      List<String> counts = Targets.counts(result);
      if (!counts.isEmpty()) {
        String line = "- " + result.row().name() + ": " + String.join(", ", counts);
        text.append(line).append(" (ours first)\n");
      }
    }
    text.append('\n');
    MachineText.lines(outcome).forEach(line -> text.append("- ").append(line).append('\n'));
    return text.toString();
  }

  private static String row(RowResult result) {
    List<String> cells = new ArrayList<>();
    cells.add(result.row().title());
    cells.add(result.row().peer().name());
    cells.add(side(Optional.of(result.ours())));
    cells.add(side(result.peer()));
    cells.add(
        result
            .ratio()
            .map(ratio -> Figures.ratio(ratio.median()) + " (" + Figures.range(ratio) + ")")
            .orElse(Figures.ABSENT));
    cells.add(
        Figures.gigabytes(result.ours().peakMemory())
            + result
                .peer()
                .filter(SideResult::isMeasured)
                .map(peer -> " / " + Figures.gigabytes(peer.peakMemory()))
                .orElse(""));
    cells.add(Figures.ratio(result.memoryRatio()));
    cells.add(Figures.ratio(result.share()));
    cells.add(Targets.text(result.row().target()));
    cells.add(
        switch (result.verdict()) {
          case HOLDS -> "yes";
          case MISSES -> "no: " + String.join(", ", result.misses());
          case OPEN -> "";
        });
    return "| " + String.join(" | ", cells.stream().map(BenchMarkdown::cell).toList()) + " |";
  }

  private static String side(Optional<SideResult> side) {
    return side.map(
            found ->
                found.isMeasured()
                    ? Figures.seconds(Spread.of(found.seconds()).median())
                    : "failed: " + found.failure().orElse("no runs"))
        .orElse(Figures.ABSENT);
  }

  /** A bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
