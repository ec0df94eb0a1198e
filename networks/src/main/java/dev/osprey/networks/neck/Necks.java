package dev.osprey.networks.neck;

import java.util.Map;

/**
 * The catalogue of necks: configuration records by the {@code type} of a configuration. To add a
 * neck, write one file in this package, add one line here and add its smallest configuration to the
 * contract test.
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
