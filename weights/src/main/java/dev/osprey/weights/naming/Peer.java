package dev.osprey.weights.naming;

import java.util.List;

/**
 * A project whose checkpoints are read and written.
 *
 * @param name its name on the command line
 * @param names mapping of its parameter names
 * @param presets its presets, by name
 * @param withoutCounts kind of batch norms without step counts in its checkpoints
 */
public record Peer(String name, NameMap names, List<String> presets, WithoutCounts withoutCounts) {

  /** The kind of a batch norm without {@code num_batches_tracked}. */
  public enum WithoutCounts {
    /** A FrozenBatchNorm2d, which has no such count. */
    FROZEN,
    /** The kind of the preset: the count was removed or does not matter. */
    AS_THE_PRESET
  }

  public Peer {
    presets = List.copyOf(presets);
  }
}
