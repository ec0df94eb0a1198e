package dev.osprey.networks.head;

import java.util.Map;

/**
 * The catalogue of one-stage heads: the {@code type} of a configuration and its record. A new one
 * is one file in this package, one line here and its smallest configuration in the contract test.
 */
public final class Heads {
  private static final Map<String, Class<? extends Head.Config>> TYPES =
      Map.of("retinanet", RetinaNetHead.Config.class, "retinaface", RetinaFaceHead.Config.class);

  private Heads() {}

  /** Configuration record by name; unmodifiable. */
  public static Map<String, Class<? extends Head.Config>> types() {
    return TYPES;
  }
}
