package dev.osprey.bench;

import dev.osprey.bench.process.ChildFailure;
import dev.osprey.bench.process.ChildProcess;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.bench.result.ConvolutionPeak;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.run.BenchSides;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Measures the convolution peak of each engine, each in a process of its own. */
final class PeakRun {
  private static final int RUNS = 8;

  private final BenchScope scope;
  private final Consumer<String> progress;
  private final Map<String, Double> rates = new TreeMap<>();
  private final Map<String, String> versions = new TreeMap<>();

  PeakRun(BenchScope scope, Consumer<String> progress) {
    this.scope = scope;
    this.progress = progress;
  }

  /** Measures all engines; one that fails has no rate. */
  void measure(BenchSides sides) {
    measure(sides, "torch", "float32");
    measure(sides, "torch", "bfloat16");
    measure(sides, "onnx", "float32");
  }

  private void measure(BenchSides sides, String engine, String precision) {
    progress.accept("convolution peak: " + engine + " " + precision);
    WorkSettings work =
        WorkSettings.of("work", "convolution", "engine", engine, "precision", precision)
            .with("height", scope.isQuick() ? 10 : 100, "width", scope.isQuick() ? 15 : 152)
            .with("file", sides.input("convolutions.onnx"));
    try (ChildProcess child = sides.child(work)) {
      versions.putAll(child.awaitReady());
      double best = 0;
      for (int i = 0; i < (scope.isQuick() ? 2 : RUNS); i++) {
        best = Math.max(best, child.run().facts().getOrDefault("rate", 0.0));
      }
      rates.put(engine + " " + precision, best);
    } catch (ChildFailure e) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "the peak of %s in %s is unknown: %s",
              engine,
              precision,
              e.getMessage()));
    }
  }

  ConvolutionPeak peak() {
    return new ConvolutionPeak(rates);
  }

  Map<String, String> versions() {
    return versions;
  }
}
