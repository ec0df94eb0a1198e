package dev.osprey.bench;

import dev.osprey.bench.input.ModelFacts;
import dev.osprey.bench.process.ChildFailure;
import dev.osprey.bench.result.BenchMachine;
import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.ConvolutionPeak;
import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.result.SideResult;
import dev.osprey.bench.result.Spread;
import dev.osprey.bench.row.BenchRow;
import dev.osprey.bench.row.BenchScope;
import dev.osprey.bench.run.BenchSettings;
import dev.osprey.bench.run.BenchSides;
import dev.osprey.bench.run.PeerPython;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Measures rows one after the other. In a row both sides are started and warmed up, then they work
 * in turn, so that what disturbs the machine for a while disturbs both. A side that fails is told
 * in its row, and the other rows go on.
 */
public final class Bench {
  private final BenchSettings settings;
  private final BenchScope scope;
  private final Consumer<String> progress;

  /**
   * @param scope that of the rows
   * @param progress receives a line before each step
   */
  public Bench(BenchSettings settings, BenchScope scope, Consumer<String> progress) {
    this.settings = settings;
    this.scope = scope;
    this.progress = progress;
  }

  /**
   * Measures all rows.
   *
   * @param measured receives each row as soon as it is known
   */
  public BenchOutcome run(List<BenchRow> rows, Consumer<RowResult> measured) {
    BenchMachine machine = BenchMachine.current(settings.threads());
    List<RowResult> results = new ArrayList<>();
    try (BenchSides sides = new BenchSides(settings)) {
      PeakRun peak = new PeakRun(scope, progress);
      boolean convolutions = rows.stream().anyMatch(row -> row.facts().isPresent());
      if (convolutions) {
        peak.measure(sides);
      }
      for (BenchRow row : rows) {
        RowResult result = row(sides, row, peak.peak());
        results.add(result);
        measured.accept(result);
      }
      return new BenchOutcome(
          machine,
          peak.versions(),
          settings.python().map(PeerPython::versions).orElse(Map.of()),
          peak.peak(),
          results,
          settings.rounds(),
          scope);
    }
  }

  private RowResult row(BenchSides sides, BenchRow row, ConvolutionPeak peak) {
    progress.accept(row.name() + ": " + row.title());
    Optional<PeerPython> python = settings.python();
    try {
      sides.make(row.inputs());
    } catch (ChildFailure e) {
      SideResult failed = SideResult.failed("its input: " + e.getMessage());
      return new RowResult(row, failed, Optional.empty(), OptionalDouble.empty());
    }
    Map<String, Double> facts =
        row.facts().map(name -> ModelFacts.read(sides.input(name))).orElse(Map.of());
    try (SideRun ours = new SideRun(() -> sides.ours(row));
        SideRun peer = new SideRun(() -> sides.peer(row, python.orElseThrow()))) {
      ours.start();
      if (python.isPresent()) {
        peer.start();
      }
      takeTurns(row, ours, peer);
      SideResult own = ours.result(facts);
      Optional<SideResult> other = python.map(found -> peer.result(Map.of()));
      return new RowResult(row, own, other, share(row, own, facts, peak));
    }
  }

  private void takeTurns(BenchRow row, SideRun ours, SideRun peer) {
    boolean once = row.passes() == BenchRow.Passes.ONCE;
    int rounds = once ? 1 : settings.rounds();
    if (!once) {
      warmUp(ours, peer);
    }
    for (int round = 0; round < rounds; round++) {
      progress.accept(row.name() + ": round " + (round + 1) + " of " + rounds);
      ours.run(SideRun.Counting.MEASURED);
      peer.run(SideRun.Counting.MEASURED);
    }
  }

  private void warmUp(SideRun ours, SideRun peer) {
    long enough = System.nanoTime() + scope.warmth().toNanos();
    for (int round = 0; round < settings.warmUp(); round++) {
      ours.run(SideRun.Counting.WARM_UP);
      peer.run(SideRun.Counting.WARM_UP);
    }
    while (settings.warmUp() > 0 && ours.works() && System.nanoTime() < enough) {
      ours.run(SideRun.Counting.WARM_UP);
      peer.run(SideRun.Counting.WARM_UP);
    }
  }

  private static OptionalDouble share(
      BenchRow row, SideResult ours, Map<String, Double> facts, ConvolutionPeak peak) {
    Double operations = facts.get(ModelFacts.OPERATIONS);
    OptionalDouble best = peak.best(row.settings().text("precision", "float32"));
    if (operations == null || best.isEmpty() || !ours.isMeasured()) {
      return OptionalDouble.empty();
    }
    int images = row.settings().number("batch", 1);
    double seconds = Spread.of(ours.seconds()).median();
    return OptionalDouble.of(images * operations / seconds / best.getAsDouble());
  }
}
