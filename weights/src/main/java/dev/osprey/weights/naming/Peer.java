package dev.osprey.weights.naming;

import java.util.List;

/**
 * A project whose checkpoints are read and written.
 *
 * @param name name on the command line
 * @param names mapping of its parameter names
 * @param presets names of the presets that follow this project
 * @param withoutCounts meaning of batch norms without step counts in its checkpoints
 */
public record Peer(String name, NameMap names, List<String> presets, WithoutCounts withoutCounts) {

  /** The meaning of a batch norm without {@code num_batches_tracked}. */
  public enum WithoutCounts {
    /** A FrozenBatchNorm2d, which has no such count. */
    FROZEN,
    /** The norm of the preset: the count was removed or does not matter. */
    AS_THE_PRESET
  }

  public Peer {
    presets = List.copyOf(presets);
  }
}
