package dev.osprey.cli.bench;

import dev.osprey.bench.Bench;
import dev.osprey.bench.report.BenchJson;
import dev.osprey.bench.report.BenchMarkdown;
import dev.osprey.bench.report.BenchTable;
import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.row.BenchRow;
import dev.osprey.bench.row.BenchRows;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.row.BenchSize;
import dev.osprey.bench.row.RowGroup;
import dev.osprey.bench.run.BenchSettings;
import dev.osprey.bench.run.PeerPython;
import dev.osprey.bench.run.PythonInstallation;
import dev.osprey.cli.output.OutputFile;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import dev.osprey.predict.EngineChoice;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code osprey bench}, which measures time and memory, beside a peer if asked to. */
@Command(
    name = "bench",
    description = {
      "Measure time and memory of detection, training, evaluation, loading and the start, in turn"
          + " with a peer's in processes of their own. Run it on a quiet machine.",
      "bench scale measures how time and memory grow with the size of the work."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  @Parameters(
      arity = "0..1",
      paramLabel = "SUBJECT",
      description = "detect, ops, train, evaluate, load, start or scale (default: all rows).")
  @Nullable String subject;

  @Mixin PythonOptions python;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAMES",
      description = "Only these rows, separated by commas; --only list prints the names.")
  @Nullable List<String> only;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Measured pairs of each row (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Pairs before them that do not count (default: ${DEFAULT-VALUE}).")
  int warmUp;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads of each side; 0: one per core (default: ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      description =
          "auto, torch or onnx: Osprey's engine for detection (default: ${DEFAULT-VALUE}).")
  EngineChoice engine;

  @Option(
      names = "--int8",
      paramLabel = "FILE",
      description = "A quantised ONNX file of a RetinaNet-R50; adds the row retinanet-int8.")
  @Nullable Path int8;

  @Option(
      names = "--quick",
      description = "Small inputs, to see that everything works; the times mean nothing.")
  boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write all numbers to a new file.")
  @Nullable Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Also write the table to a new file.")
  @Nullable Path markdown;

  @Mixin ScaleOptions scale;

  @Override
  public Integer call() {
    if (python.installation != null) {
      return install(python.installation);
    }
    BenchSubject measured = BenchSubject.parse(subject);
    List<BenchRow> rows = rows(measured);
    if (only != null && only.equals(List.of("list"))) {
      rows.forEach(row -> System.out.printf("%-26s%s%n", row.name(), row.title()));
      return 0;
    }
    if (measured.curves()) {
      requireNoRowOptions();
      return scale.measure(settings(Optional.empty()), scope());
    }
    OutputFile.requireWritable("--json", json);
    OutputFile.requireWritable("--markdown", markdown);
    return measure(rows);
  }

  private BenchScope scope() {
    return quick ? BenchScope.QUICK : BenchScope.FULL;
  }

  private Integer install(Path folder) {
    PeerPython made = PythonInstallation.make(python.maker(), folder);
    System.out.println(made.program() + ": " + made.versions());
    System.out.println("now: ./osprey bench --python " + folder);
    return 0;
  }

  private void requireNoRowOptions() {
    if (only != null || json != null || markdown != null || int8 != null) {
      throw new UserError(
          "bench scale has no rows: --only, --json, --markdown and --int8 do not go with it; it"
              + " writes its files to --out");
    }
  }

  private List<BenchRow> rows(BenchSubject measured) {
    if (int8 != null && !Files.isRegularFile(int8)) {
      throw new UserError("--int8 " + int8 + ": there is no such file");
    }
    BenchSize size = BenchSize.of(scope());
    List<BenchRow> all = BenchRows.all(size, int8);
    RowGroup group = measured.group();
    List<BenchRow> ofGroup =
        group == null ? all : all.stream().filter(row -> row.group() == group).toList();
    return only == null || only.equals(List.of("list")) ? ofGroup : BenchRows.named(ofGroup, only);
  }

  private BenchSettings settings(Optional<PeerPython> peer) {
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return new BenchSettings(rounds, warmUp, count, engine, peer, OspreyProgram.words(), PATIENCE);
  }

  private Integer measure(List<BenchRow> rows) {
    BenchSettings settings = settings(python.find());
    System.out.println(BenchTable.header());
    BenchOutcome outcome =
        new Bench(settings, scope(), System.err::println)
            .run(rows, row -> System.out.println(BenchTable.row(row)));
    System.out.println(BenchTable.footer(outcome));
    write(json, BenchJson.text(outcome));
    write(markdown, BenchMarkdown.text(outcome));
    return 0;
  }

  /** A file that appeared meanwhile stays as it is. */
  private static void write(@Nullable Path file, String text) {
    if (file != null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      AtomicFile.writeNew(
          file, channel -> Channels.newOutputStream(channel).write(bytes), written -> {});
    }
  }
}
