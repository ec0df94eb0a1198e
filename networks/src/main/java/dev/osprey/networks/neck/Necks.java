package dev.osprey.networks.neck;

import java.util.Map;

/**
 * The catalogue of necks: the {@code type} of a configuration and its record. A new one is one file
 * in this package, one line here and its smallest configuration in the contract test.
 */
public final class Necks {
  private static final Map<String, Class<? extends Neck.Config>> TYPES =
      Map.of(
          "fpn",
          Fpn.Config.class,
          "retinaface-fpn",
          RetinaFaceFpn.Config.class,
          "none",
          NoNeck.Config.class);

  private Necks() {}

  /** Configuration record by name; unmodifiable. */
  public static Map<String, Class<? extends Neck.Config>> types() {
    return TYPES;
  }
}
