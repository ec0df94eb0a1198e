package dev.osprey.networks;

import dev.osprey.core.text.UserError;

/** Refuses networks that no machine trains, before memory is taken for their parameters. */
public final class ParameterLimit {
  /** 4 GB in float32; the largest preset has 52 million. */
  private static final long MOST_PARAMETERS = 1_000_000_000;

  private ParameterLimit() {}

  /**
   * The same network.
   *
   * @throws UserError where it has more parameters than the limit
   */
  public static <N extends Module> N require(N network) {
    long all = 0;
    for (Parameter parameter : network.namedParameters().values()) {
      all = Math.addExact(all, parameter.count());
    }
    if (all > MOST_PARAMETERS) {
      throw new UserError(
          "model: its network would have "
              + all
              + " parameters; "
              + MOST_PARAMETERS
              + " are the most. Give fewer channels, anchors or classes");
    }
    return network;
  }
}
