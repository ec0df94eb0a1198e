package dev.osprey.networks.region;

import java.util.Map;

/**
 * The catalogue of region heads: the {@code type} of a configuration and its record. A new one is
 * one file in this package, one line here and its smallest configuration in the contract test.
 */
public final class RegionHeads {
  private static final Map<String, Class<? extends RegionHead.Config>> TYPES =
      Map.of("mlp", MlpRegionHead.Config.class, "conv-mlp", ConvMlpRegionHead.Config.class);

  private RegionHeads() {}

  /** Configuration record by name; unmodifiable. */
  public static Map<String, Class<? extends RegionHead.Config>> types() {
    return TYPES;
  }
}
