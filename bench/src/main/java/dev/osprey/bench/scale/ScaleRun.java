package dev.osprey.bench.scale;

import dev.osprey.bench.process.ChildFailure;
import dev.osprey.bench.process.ChildProcess;
import dev.osprey.bench.process.Measurement;
import dev.osprey.bench.process.ProcessMemory;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.bench.result.Spread;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.run.BenchSettings;
import dev.osprey.bench.run.BenchSides;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures curves: each size in a process of its own, whose peak memory is then that size's. */
public final class ScaleRun {
  private final BenchSettings settings;
  private final BenchScope scope;
  private final Consumer<String> progress;

  /**
   * @param scope which sizes are measured
   * @param progress receives a line before each size
   */
  public ScaleRun(BenchSettings settings, BenchScope scope, Consumer<String> progress) {
    this.settings = settings;
    this.scope = scope;
    this.progress = progress;
  }

  /**
   * Measures axes one after the other.
   *
   * @param measured receives each curve as soon as it is known
   */
  public List<ScaleCurve> run(List<ScaleAxis> axes, Consumer<ScaleCurve> measured) {
    List<ScaleCurve> curves = new ArrayList<>();
    try (BenchSides sides = new BenchSides(settings)) {
      for (ScaleAxis axis : axes) {
        ScaleCurve curve = curve(sides, axis);
        curves.add(curve);
        measured.accept(curve);
      }
    }
    return curves;
  }

  private ScaleCurve curve(BenchSides sides, ScaleAxis axis) {
    List<Double> sizes = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<Double> memory = new ArrayList<>();
    Optional<String> failure = Optional.empty();
    for (int size : axis.sizes(scope)) {
      progress.accept(String.format(Locale.ROOT, "%s: %,d %s", axis.word(), size, axis.title()));
      ScalePoint point = axis.point(size, scope);
      try {
        List<Measurement> runs = measure(sides, point);
        sizes.add(point.x());
        seconds.add(Spread.of(runs.stream().map(Measurement::seconds).toList()).median());
        memory.add(
            runs.stream()
                .flatMap(run -> run.memory().stream())
                .mapToDouble(ProcessMemory::peak)
                .max()
                .orElse(0));
      } catch (ChildFailure e) {
        failure = Optional.of("at " + size + ": " + e.getMessage());
        break;
      }
    }
    return new ScaleCurve(axis, sizes, seconds, memory, failure);
  }

  private List<Measurement> measure(BenchSides sides, ScalePoint point) {
    sides.make(point.inputs());
    WorkSettings work =
        point.work().with("engine", settings.engine().name().toLowerCase(Locale.ROOT));
    List<Measurement> runs = new ArrayList<>();
    try (ChildProcess child = sides.child(work)) {
      var unused = child.awaitReady();
      for (int round = -settings.warmUp(); round < settings.rounds(); round++) {
        Measurement run = child.run();
        if (round >= 0) {
          runs.add(run);
        }
      }
    }
    return runs;
  }
}
