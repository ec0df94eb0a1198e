package dev.osprey.bench.process;

import java.util.Map;

/**
 * The result of one run of a piece of work.
 *
 * @param seconds of the part that is measured
 * @param checksum of what was computed, so that runs can be compared and nothing is optimised away
 * @param facts numbers that describe the result, such as that of detections
 */
public record WorkResult(double seconds, String checksum, Map<String, Double> facts) {
  public WorkResult {
    facts = Map.copyOf(facts);
  }

  /** The seconds since a time of {@link System#nanoTime}. */
  public static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }
}
