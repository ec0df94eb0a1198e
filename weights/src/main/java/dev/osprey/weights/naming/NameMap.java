package dev.osprey.weights.naming;

import java.util.Optional;

/**
 * A mapping between Osprey's parameter names and those of a peer. The two functions are inverse to
 * each other where both return a name. The values of a tensor and their order are the same on both
 * sides.
 */
public interface NameMap {
  /**
   * The last part of the keys of torch's step counts of batch norms, which Osprey does not keep.
   */
  String STEP_COUNT = "num_batches_tracked";

  /** The peer's name of a parameter of Osprey; empty if there is none. */
  Optional<String> toPeer(String ours);

  /**
   * Osprey's name of a parameter of the peer; empty if there is none, as for {@code
   * num_batches_tracked}, which counts steps and changes no result.
   */
  Optional<String> toOurs(String peer);
}
