package dev.osprey.weights.naming;

import java.util.Optional;

/**
 * A mapping between Osprey's parameter names and those of a peer. The two functions are inverse to
 * each other where both return a name. The values of a tensor and their order are the same on both
 * sides.
 */
public interface NameMap {
  /** The last part of the keys of PyTorch's batch norm step counts, which Osprey does not keep. */
  String STEP_COUNT = "num_batches_tracked";

  /** Returns the peer's name of an Osprey parameter; empty if there is none. */
  Optional<String> toPeer(String ours);

  /**
   * Returns Osprey's name of a parameter of the peer. Empty if there is none, as for {@code
   * num_batches_tracked}, which counts steps and does not affect results.
   */
  Optional<String> toOurs(String peer);
}
