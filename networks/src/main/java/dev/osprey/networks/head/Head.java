package dev.osprey.networks.head;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/** What turns feature maps into logits and deltas for each anchor. */
public abstract class Head extends Module {

  /** A head's settings; new kinds are one record and one line in {@link Heads}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    /**
     * @param levels what the neck gives
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
