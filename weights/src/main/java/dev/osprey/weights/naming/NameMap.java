package dev.osprey.weights.naming;

import java.util.Optional;

/**
 * A peer's names for the parameters of a network of ours. The two functions are inverse to each
 * other where both give a name. Values and their order inside a tensor are the same on both sides.
 */
public interface NameMap {
  /** The last part of the keys of torch's counts of batch norms' steps, which we do not keep. */
  String STEP_COUNT = "num_batches_tracked";

  /** The peer's name of our parameter; empty where the peer has none. */
  Optional<String> toPeer(String ours);

  /**
   * Our name of the peer's parameter; empty where we have none, as for {@code num_batches_tracked},
   * which counts steps and changes no result.
   */
  Optional<String> toOurs(String peer);
}
