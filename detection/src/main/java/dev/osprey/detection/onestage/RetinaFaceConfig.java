package dev.osprey.detection.onestage;

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
 * RetinaFace's settings (Deng et al. 2020): boxes and five landmarks of faces.
 *
 * @param classes K, without the background; 1 for faces
 * @param landmarks settings of the landmarks; absent: the head has none
 */
public record RetinaFaceConfig(
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
    @Nullable Landmarks landmarks,
    Postprocess.Config postprocess)
    implements OneStageDetector.Config {
  public RetinaFaceConfig {
    OneStageDetector.Config.requireClasses(classes);
  }

  @Override
  public RetinaFaceConfig withClasses(int newClasses) {
    return with(newClasses, postprocess);
  }

  @Override
  public RetinaFaceConfig withPostprocess(Postprocess.Config other) {
    return with(classes, other);
  }

  private RetinaFaceConfig with(int newClasses, Postprocess.Config newPostprocess) {
    return new RetinaFaceConfig(
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
        landmarks,
        newPostprocess);
  }
}
