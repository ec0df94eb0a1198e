package dev.osprey.bench.run;

import dev.osprey.core.text.UserError;
import dev.osprey.predict.EngineChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How rows are measured.
 *
 * @param rounds measured pairs of each row, at least 1
 * @param warmUp least number of pairs before them that do not count; 0: none
 * @param threads of each side, at least 1
 * @param engine of our side
 * @param python the peer's interpreter; empty: only our side runs
 * @param command the program that predicts when it is given arguments, for the row that measures
 *     its start
 * @param patience the longest time that one run may take
 */
public record BenchSettings(
    int rounds,
    int warmUp,
    int threads,
    EngineChoice engine,
    Optional<PeerPython> python,
    List<String> command,
    Duration patience) {
  private static final int MOST_ROUNDS = 1_000;

  public BenchSettings {
    requireBetween("--rounds", rounds, 1, MOST_ROUNDS);
    requireBetween("--warm-up", warmUp, 0, MOST_ROUNDS);
    requireBetween("--threads", threads, 1, 1_024);
    command = List.copyOf(command);
  }

  private static void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UserError(option + " " + value + ": give a number from " + least + " to " + most);
    }
  }

  /** The same with other numbers of rounds. */
  public BenchSettings withPasses(int otherRounds, int otherWarmUp) {
    return new BenchSettings(otherRounds, otherWarmUp, threads, engine, python, command, patience);
  }
}
