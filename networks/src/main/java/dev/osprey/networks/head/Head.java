package dev.osprey.networks.head;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/**
 * A dense head of a one-stage detector, which maps feature maps to logits and deltas of each
 * anchor.
 */
public abstract class Head extends Module {

  /** Settings of a head. A new kind is one record and one line in {@link Heads}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    /**
     * @param levels levels of the neck
     * @param anchors A, anchors at each location of each level
     * @param classes K
     */
    Head build(List<FeatureLevel> levels, int anchors, int classes);
  }

  /** Whether the outputs have landmarks. */
  public boolean givesLandmarks() {
    return false;
  }

  public abstract <T> HeadOutputs<T> forward(Ops<T> ops, FeatureMaps<T> features);
}
