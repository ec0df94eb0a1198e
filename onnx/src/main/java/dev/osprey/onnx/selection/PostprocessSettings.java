package dev.osprey.onnx.selection;

import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import org.jspecify.annotations.Nullable;

/**
 * The settings of postprocessing in the graph.
 *
 * @param references the boxes that deltas are relative to
 * @param landmarks null: the head has no landmarks
 */
public record PostprocessSettings(
    int classes,
    ReferenceBoxes references,
    BoxesPerAnchor boxes,
    BoxCoder.Config coder,
    LandmarkCoder.@Nullable Config landmarks,
    Postprocess.Config postprocess) {

  /** Whether an anchor has one box for all classes or one for each class. */
  public enum BoxesPerAnchor {
    ONE,
    EACH_CLASS
  }
}
