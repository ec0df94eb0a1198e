package dev.osprey.cli.bench;

import dev.osprey.bench.result.BenchMachine;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.run.BenchSettings;
import dev.osprey.bench.scale.ScaleAxis;
import dev.osprey.bench.scale.ScaleCurve;
import dev.osprey.bench.scale.ScaleReport;
import dev.osprey.bench.scale.ScaleRun;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code bench scale}. */
final class ScaleOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "scale: a new folder for the plots and scale.json.")
  @Nullable Path out;

  /** Measures all curves, prints a line for each, and writes them where a folder is given. */
  Integer measure(BenchSettings settings, BenchScope scope) {
    Path folder = out;
    if (folder != null) {
      make(folder);
    }
    BenchMachine machine = BenchMachine.current(settings.threads());
    List<ScaleCurve> curves =
        new ScaleRun(settings, scope, System.err::println)
            .run(List.of(ScaleAxis.values()), curve -> System.out.println(ScaleReport.line(curve)));
    System.out.println(ScaleReport.summary(curves));
    if (folder != null) {
      ScaleReport.write(folder, machine, curves);
      System.out.println("plots and scale.json are in " + folder);
    }
    return 0;
  }

  private static void make(Path folder) {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserError(
          "--out " + folder + ": exists already; name another folder, or remove it");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserError("--out " + folder + " cannot be made: " + IoReason.of(e), e);
    }
  }
}
