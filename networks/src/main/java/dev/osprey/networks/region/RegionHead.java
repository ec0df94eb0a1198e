package dev.osprey.networks.region;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;

/** From pooled features of a region to one vector that both predictors read. */
public abstract class RegionHead extends Module {

  /** A region head's settings; new kinds are one record and one line in {@link RegionHeads}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    /**
     * @param channels of the pooled features
     * @param height their rows
     * @param width their columns
     */
    RegionHead build(int channels, int height, int width);
  }

  /** Length of the vector. */
  public abstract int features();

  /** (R, C, height, width) to (R, features). */
  public abstract <T> T forward(Ops<T> ops, T pooled);
}
