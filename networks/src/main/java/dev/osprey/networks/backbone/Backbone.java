package dev.osprey.networks.backbone;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Ops;
import java.util.List;

/** A network from images (N, 3, H, W) to feature maps, finest first. */
public abstract class Backbone extends Module {

  /** A backbone's settings; new kinds are one record and one line in {@link Backbones}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    Backbone build();
  }

  /** Channels and nominal stride of each map that {@link #forward} gives. */
  public abstract List<FeatureLevel> levels();

  public abstract <T> FeatureMaps<T> forward(Ops<T> ops, T images);
}
