package dev.osprey.networks.backbone;

import java.util.Map;

/**
 * The catalogue of backbones: configuration records by the {@code type} of a configuration.
 *
 * <p>To add one: write {@code MyNet extends Backbone} with a nested {@code record Config implements
 * Backbone.Config} in this package, add its line to {@link #TYPES}, and give the contract test its
 * smallest configuration. Commands, schema and documentation follow from the line here.
 */
public final class Backbones {
  private static final Map<String, Class<? extends Backbone.Config>> TYPES =
      Map.of(
          "resnet", ResNet.Config.class,
          "vgg", Vgg.Config.class,
          "mobilenet-v1", MobileNetV1.Config.class,
          "mobilenet-v2", MobileNetV2.Config.class);

  private Backbones() {}

  /** Configuration record by name; unmodifiable. */
  public static Map<String, Class<? extends Backbone.Config>> types() {
    return TYPES;
  }
}
