package dev.osprey.networks.head;

import java.util.Map;

/**
 * The catalogue of one-stage heads: configuration records by the {@code type} of a configuration.
 * To add a head, write one file in this package, add one line here and add its smallest
 * configuration to the contract test.
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
