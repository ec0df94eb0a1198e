package dev.osprey.networks.region;

import java.util.Map;

/**
 * The catalogue of region heads: configuration records by the {@code type} of a configuration. To
 * add a region head, write one file in this package, add one line here and add its smallest
 * configuration to the contract test.
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
