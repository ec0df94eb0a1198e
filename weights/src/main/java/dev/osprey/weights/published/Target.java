package dev.osprey.weights.published;

import dev.osprey.core.LabelMap;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.Backbones;
import dev.osprey.networks.layer.NormConfig;

/** The network that published weights are for: a backbone or a whole detector. */
public sealed interface Target {
  /**
   * Returns a short description for lists: {@code backbone resnet}, {@code preset
   * retinanet-r50-v2}.
   */
  String description();

  /**
   * A backbone. The classifier of the file is not used.
   *
   * @param type as in {@link Backbones}
   * @param config the whole backbone that the file has weights for; a backbone with fewer {@code
   *     outStages}, other frozen stages or another initialiser takes a part of them
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
   * @param preset the preset whose network has these weights
   * @param backboneNorm the batch norm that the weights were trained with; the preset's own is for
   *     training from scratch. With another {@code eps} the detections differ from the published
   *     ones
   * @param labels the labels of the outputs, one for each class of the preset
   */
  record OfDetector(String preset, NormConfig.Batch backboneNorm, LabelMap labels)
      implements Target {
    @Override
    public String description() {
      return "preset " + preset;
    }
  }
}
