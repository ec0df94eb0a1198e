package dev.osprey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.row.BenchRow;
import dev.osprey.bench.row.BenchRows;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.row.BenchSize;
import dev.osprey.bench.run.BenchSettings;
import dev.osprey.bench.run.PeerPython;
import dev.osprey.predict.EngineChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static final List<BenchRow> QUICK = BenchRows.all(BenchSize.of(BenchScope.QUICK), null);

  private static BenchSettings settings(Optional<PeerPython> python, List<String> command) {
    return new BenchSettings(2, 1, 1, EngineChoice.AUTO, python, command, Duration.ofMinutes(2));
  }

  private final List<String> progress = new ArrayList<>();

  private BenchOutcome run(BenchSettings settings, List<BenchRow> rows) {
    List<RowResult> measured = new ArrayList<>();
    BenchOutcome outcome =
        new Bench(settings, BenchScope.QUICK, progress::add).run(rows, measured::add);
    assertThat(measured).isEqualTo(outcome.rows());
    return outcome;
  }

  @Test
  void measuresARowFromItsInputsToItsTimes() {
    List<BenchRow> rows = BenchRows.named(QUICK, List.of("nms-1000"));
    RowResult result = run(settings(Optional.empty(), List.of()), rows).rows().get(0);
    assertThat(result.ours().failure()).isEmpty();
    assertThat(result.ours().runs()).hasSize(2);
    assertThat(result.ours().checksums()).hasSize(1);
    assertThat(result.ours().facts().get("kept")).isBetween(50.0, 900.0);
    assertThat(result.peer()).isEmpty();
    assertThat(progress).contains("nms-1000: round 2 of 2");
  }

  @Test
  void aSideThatFailsIsToldInItsRowAndOthersGoOn() {
    PeerPython missing = new PeerPython(Path.of("/no/such/python"), Map.of());
    List<BenchRow> rows = BenchRows.named(QUICK, List.of("nms-1000", "nms-10000"));
    BenchOutcome outcome = run(settings(Optional.of(missing), List.of()), rows);
    assertThat(outcome.rows()).hasSize(2);
    for (RowResult result : outcome.rows()) {
      assertThat(result.ours().isMeasured()).isTrue();
      assertThat(result.peer().orElseThrow().failure().orElseThrow())
          .startsWith("python does not start");
      assertThat(result.verdict()).isEqualTo(RowResult.Verdict.OPEN);
    }
  }
}
