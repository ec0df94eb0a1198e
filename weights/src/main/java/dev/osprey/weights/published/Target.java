package dev.osprey.weights.published;

import dev.osprey.core.LabelMap;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.Backbones;
import dev.osprey.networks.layer.NormConfig;

/** What published weights are for. */
public sealed interface Target {
  /** In a few words, for lists: {@code backbone resnet}, {@code preset retinanet-r50-v2}. */
  String description();

  /**
   * A backbone, under a classifier that a detector has no use for.
   *
   * @param type as in {@link Backbones}
   * @param config the whole of what the file has weights for; a backbone with fewer {@code
   *     outStages}, other frozen stages or another initialiser takes its share of them
   */
  record OfBackbone(String type, Backbone.Config config) implements Target {
    public OfBackbone {
      if (Backbones.types().get(type) != config.getClass()) {
        throw new IllegalArgumentException(type + " is not the type of " + config);
      }
    }

    @Override
    public String description() {
      return "backbone " + type;
    }
  }

  /**
   * A whole detector.
   *
   * @param preset the recipe whose network the weights are of
   * @param backboneNorm the batch norm that the weights were trained with, where the preset's own
   *     is for starting from nothing. With another {@code eps} the detections are not the published
   *     ones
   * @param labels what the outputs stand for: as many as the preset has classes
   */
  record OfDetector(String preset, NormConfig.Batch backboneNorm, LabelMap labels)
      implements Target {
    @Override
    public String description() {
      return "preset " + preset;
    }
  }
}
