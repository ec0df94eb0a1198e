package dev.osprey.bench.result;

import dev.osprey.bench.process.Measurement;
import dev.osprey.bench.process.ProcessMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was measured of one side.
 *
 * @param runs in their order, without those that warmed it up
 * @param facts numbers that describe its results, and what was known before
 * @param failure why it has no runs, or no more of them
 */
public record SideResult(
    List<Measurement> runs, Map<String, Double> facts, Optional<String> failure) {
  public SideResult {
    runs = List.copyOf(runs);
    facts = Map.copyOf(facts);
  }

  /** A side that failed. */
  public static SideResult failed(String message) {
    return new SideResult(List.of(), Map.of(), Optional.of(message));
  }

  /** Whether it has times that count. */
  public boolean isMeasured() {
    return failure.isEmpty() && !runs.isEmpty();
  }

  public List<Double> seconds() {
    return runs.stream().map(Measurement::seconds).toList();
  }

  /** The peak of its memory in bytes; empty where the system tells none. */
  public OptionalLong peakMemory() {
    return runs.stream().flatMap(run -> run.memory().stream()).mapToLong(ProcessMemory::peak).max();
  }

  /** The checksums of its results without repetition; a deterministic side has one. */
  public List<String> checksums() {
    return runs.stream().map(Measurement::checksum).distinct().toList();
  }
}
