package dev.osprey.networks;

import dev.osprey.core.text.UserError;

/**
 * The largest number of parameters that a network may have. It is checked before memory is
 * allocated.
 */
public final class ParameterLimit {
  /** 4 GB in float32; the largest preset has 96 million. */
  private static final long MAX_PARAMETERS = 1_000_000_000;

  private ParameterLimit() {}

  /**
   * Returns the network if it is within the limit.
   *
   * @throws UserError if it has more parameters than the limit
   */
  public static <N extends Module> N require(N network) {
    long all = 0;
    for (Parameter parameter : network.namedParameters().values()) {
      all = Math.addExact(all, parameter.count());
    }
    if (all > MAX_PARAMETERS) {
      throw new UserError(
          "model: its network would have "
              + all
              + " parameters; at most "
              + MAX_PARAMETERS
              + " are allowed. Give fewer channels, anchors or classes");
    }
    return network;
  }
}
