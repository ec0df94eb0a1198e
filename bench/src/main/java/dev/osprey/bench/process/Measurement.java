package dev.osprey.bench.process;

import java.util.Map;
import java.util.Optional;

/**
 * One run of a piece of work in a child process.
 *
 * @param seconds of the part that is measured
 * @param checksum of what was computed
 * @param memory of the child and its own children after the run; empty where the system has no
 *     {@code /proc}
 * @param facts numbers that describe the result, such as that of detections
 */
public record Measurement(
    double seconds, String checksum, Optional<ProcessMemory> memory, Map<String, Double> facts) {
  public Measurement {
    facts = Map.copyOf(facts);
  }
}
