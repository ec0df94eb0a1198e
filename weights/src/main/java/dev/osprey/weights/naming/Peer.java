package dev.osprey.weights.naming;

import java.util.List;

/**
 * A project whose checkpoints are read and written.
 *
 * @param name as on the command line
 * @param names of its parameters
 * @param presets its recipes, by name
 * @param withoutCounts what its batch norms are whose steps a checkpoint does not count
 */
public record Peer(String name, NameMap names, List<String> presets, WithoutCounts withoutCounts) {

  /** What a batch norm without {@code num_batches_tracked} is. */
  public enum WithoutCounts {
    /** A FrozenBatchNorm2d, which has no such count. */
    FROZEN,
    /** Whatever the preset says: the count was removed, or is of no interest. */
    AS_THE_PRESET
  }

  public Peer {
    presets = List.copyOf(presets);
  }
}
