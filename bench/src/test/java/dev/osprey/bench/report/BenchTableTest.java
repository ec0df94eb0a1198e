package dev.osprey.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.result.SampleResults;
import dev.osprey.bench.result.SideResult;
import dev.osprey.bench.row.BenchRow;
import dev.osprey.bench.row.BenchRows;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.row.BenchSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BenchTableTest {
  @Test
  void aRowHasMediansTheRatioAndItsRange() {
    RowResult result =
        new RowResult(
            SampleResults.row("retinanet"),
            SampleResults.side(850_000_000, 2.3, 2.2, 2.4),
            Optional.of(SampleResults.side(1_350_000_000, 3, 3, 3)),
            OptionalDouble.of(0.91));
    assertThat(BenchTable.header())
        .isEqualTo(
            "                         ours    peer ratio      spread        GB       peak ok");
    assertThat(BenchTable.row(result))
        .isEqualTo(
            "retinanet              2.30 s  3.00 s  0.77   0.73-0.80 0.85/1.35 0.63  0.91 no");
  }

  @Test
  void everyRowFitsInto80Columns() {
    for (BenchRow row : BenchRows.all(BenchSize.of(BenchScope.FULL), Path.of("int8.onnx"))) {
      RowResult wide =
          new RowResult(
              row,
              SampleResults.side(12_850_000_000L, 1234.5, 0.0001, 1234.5),
              Optional.of(SampleResults.side(13_350_000_000L, 100, 0.002, 1)),
              OptionalDouble.of(0.0123));
      assertThat(BenchTable.row(wide).length()).as(BenchTable.row(wide)).isLessThanOrEqualTo(80);
    }
  }

  @Test
  void aFailedSideSaysWhyInOneLine() {
    RowResult result =
        SampleResults.result(
            "nms-1000", SampleResults.side(1, 0.001), SideResult.failed("no torch".repeat(20)));
    String[] lines = BenchTable.row(result).split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).contains("1.00 ms").contains("failed");
    assertThat(lines[1]).startsWith("  peer failed: no torch").hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void withoutAPeerOurFiguresStandAlone() {
    RowResult alone =
        new RowResult(
            SampleResults.row("nms-1000"),
            SampleResults.side(90_000_000, 0.0005),
            Optional.empty(),
            OptionalDouble.empty());
    assertThat(BenchTable.row(alone))
        .isEqualTo("nms-1000               500 us       -     -                  0.09    -     -");
  }

  @Test
  void theEndNamesWhatIsMissedAndTheMachine() {
    RowResult slow =
        SampleResults.result("start", SampleResults.side(2, 2), SampleResults.side(1, 1));
    String footer = BenchTable.footer(SampleResults.outcome(slow));
    assertThat(footer)
        .contains(
            "start misses time and memory and seconds of: time ≤ 0.35, memory ≤ 1.00, ≤ 1.20 s")
        .contains("start: detections 300 and 300")
        .contains("A Processor, 2 cores (4 logical), 2 threads, 8 GiB, Linux 6")
        .contains("convolution peak: onnx float32 225 GFLOP/s, torch float32 200 GFLOP/s")
        .contains("other work was running (load 1.5 at the start)");
  }
}
