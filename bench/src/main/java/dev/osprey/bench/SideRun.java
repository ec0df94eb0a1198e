package dev.osprey.bench;

import dev.osprey.bench.process.ChildFailure;
import dev.osprey.bench.process.ChildProcess;
import dev.osprey.bench.process.Contender;
import dev.osprey.bench.process.Measurement;
import dev.osprey.bench.result.SideResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One side while its row is measured. */
final class SideRun implements AutoCloseable {
  /** Whether a run counts. */
  enum Counting {
    WARM_UP,
    MEASURED
  }

  private final Supplier<Contender> starting;
  private final List<Measurement> runs = new ArrayList<>();
  private final Map<String, Double> facts = new TreeMap<>();
  private Optional<Contender> contender = Optional.empty();
  private Optional<String> failure = Optional.empty();

  /**
   * @param starting starts its process
   */
  SideRun(Supplier<Contender> starting) {
    this.starting = starting;
  }

  void start() {
    attempt(
        () -> {
          Contender started = starting.get();
          contender = Optional.of(started);
          if (started instanceof ChildProcess child) {
            var unused = child.awaitReady();
          }
        });
  }

  /** Works once, unless the side failed before or was not started. */
  void run(Counting counting) {
    if (failure.isPresent()) {
      return;
    }
    contender.ifPresent(
        side ->
            attempt(
                () -> {
                  Measurement measurement = side.run();
                  facts.putAll(measurement.facts());
                  if (counting == Counting.MEASURED) {
                    runs.add(measurement);
                  }
                }));
  }

  /** Whether the side was started and has not failed. */
  boolean works() {
    return contender.isPresent() && failure.isEmpty();
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (ChildFailure e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  SideResult result(Map<String, Double> known) {
    facts.putAll(known);
    return new SideResult(runs, facts, failure);
  }

  @Override
  public void close() {
    contender.ifPresent(Contender::close);
  }
}
