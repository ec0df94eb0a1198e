package dev.osprey.detection.onestage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.head.Head;
import dev.osprey.networks.neck.Neck;
import org.jspecify.annotations.Nullable;

/**
 * RetinaNet's settings (Lin et al. 2017). Reference implementations differ in these values.
 *
 * @param classes K, without the background
 */
public record RetinaNetConfig(
    int classes,
    Preprocessing preprocessing,
    Backbone.Config backbone,
    Neck.Config neck,
    Head.Config head,
    AnchorGenerator.Config anchors,
    BoxCoder.Config coder,
    AnchorFilter.Config anchorFilter,
    MaxIouMatcher.Config matcher,
    Sampler sampler,
    AnchorLoss.Config loss,
    Postprocess.Config postprocess)
    implements OneStageDetector.Config {
  public RetinaNetConfig {
    OneStageDetector.Config.requireClasses(classes);
  }

  @Override
  @JsonIgnore
  public @Nullable Landmarks landmarks() {
    return null;
  }

  @Override
  public RetinaNetConfig withClasses(int newClasses) {
    return with(newClasses, postprocess);
  }

  @Override
  public RetinaNetConfig withPostprocess(Postprocess.Config other) {
    return with(classes, other);
  }

  private RetinaNetConfig with(int newClasses, Postprocess.Config newPostprocess) {
    return new RetinaNetConfig(
        newClasses,
        preprocessing,
        backbone,
        neck,
        head,
        anchors,
        coder,
        anchorFilter,
        matcher,
        sampler,
        loss,
        newPostprocess);
  }
}
