package dev.osprey.networks.region;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;

/** A region head, which maps the pooled features of a region to one feature vector. */
public abstract class RegionHead extends Module {

  /** Settings of a region head. A new kind is one record and one line in {@link RegionHeads}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    /**
     * @param channels channels of the pooled features
     * @param height rows of the pooled features
     * @param width columns of the pooled features
     */
    RegionHead build(int channels, int height, int width);
  }

  /** Length of the feature vector. */
  public abstract int features();

  /** (R, C, height, width) to (R, features). */
  public abstract <T> T forward(Ops<T> ops, T pooled);
}
