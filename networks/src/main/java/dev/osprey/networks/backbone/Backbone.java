package dev.osprey.networks.backbone;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/** The part of a network from images (N, 3, H, W) to feature maps, finest first. */
public abstract class Backbone extends Module {

  /** Settings of a backbone. A new kind is one record and one line in {@link Backbones}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    Backbone build();
  }

  /** Channels and nominal stride of each map that {@link #forward} returns. */
  public abstract List<FeatureLevel> levels();

  public abstract <T> FeatureMaps<T> forward(Ops<T> ops, T images);
}
