package dev.osprey.bench.result;

import dev.osprey.bench.process.Measurement;
import dev.osprey.bench.process.ProcessMemory;
import dev.osprey.bench.row.BenchRow;
import dev.osprey.bench.row.BenchRows;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.row.BenchSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Results that tests put together by hand. */
public final class SampleResults {
  private SampleResults() {}

  /** A row of the catalogue. */
  public static BenchRow row(String name) {
    List<BenchRow> rows = BenchRows.all(BenchSize.of(BenchScope.FULL), null);
    return BenchRows.named(rows, List.of(name)).get(0);
  }

  /** A side with these times and this peak of its memory, in bytes. */
  public static SideResult side(long peak, double... seconds) {
    List<Measurement> runs = new ArrayList<>();
    for (double each : seconds) {
      runs.add(
          new Measurement(each, "1f", Optional.of(new ProcessMemory(peak / 2, peak)), Map.of()));
    }
    return new SideResult(runs, Map.of("detections", 300.0), Optional.empty());
  }

  /** A result without a share of the peak. */
  public static RowResult result(String name, SideResult ours, SideResult peer) {
    return new RowResult(row(name), ours, Optional.of(peer), OptionalDouble.empty());
  }

  /** A run with these rows. */
  public static BenchOutcome outcome(RowResult... rows) {
    return new BenchOutcome(
        new BenchMachine("A Processor", 2, 4, 2, 8L << 30, "Linux 6", 1.5),
        Map.of("libtorch", "2.10.0"),
        Map.of("torch", "2.15.0"),
        new ConvolutionPeak(Map.of("torch float32", 2e11, "onnx float32", 2.25e11)),
        List.of(rows),
        5,
        BenchScope.FULL);
  }
}
