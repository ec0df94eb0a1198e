package dev.osprey.onnx.selection;

import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import org.jspecify.annotations.Nullable;

/**
 * What does not depend on the level.
 *
 * @param references what boxes are decoded from
 * @param landmarks null where the head gives none
 */
public record PostprocessSettings(
    int classes,
    ReferenceBoxes references,
    BoxesPerAnchor boxes,
    BoxCoder.Config coder,
    LandmarkCoder.@Nullable Config landmarks,
    Postprocess.Config postprocess) {

  /** Whether all classes share an anchor's box. */
  public enum BoxesPerAnchor {
    ONE,
    EACH_CLASS
  }
}
