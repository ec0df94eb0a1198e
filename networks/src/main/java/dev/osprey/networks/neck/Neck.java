package dev.osprey.networks.neck;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/** The part between backbone and head, which maps feature maps to feature maps, finest first. */
public abstract class Neck extends Module {

  /** Settings of a neck. A new kind is one record and one line in {@link Necks}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    /**
     * @param levels levels of the backbone
     */
    Neck build(List<FeatureLevel> levels);
  }

  public abstract List<FeatureLevel> levels();

  /**
   * Returns one part for each level of {@link #levels}. A part has no modules if its level has no
   * parameters.
   */
  @Override
  public abstract List<Part> parts();

  /**
   * The name of a pyramid level, numbered by the base-2 logarithm of its stride: 64 is {@code p6}.
   */
  static String levelName(int stride) {
    return "p" + Integer.numberOfTrailingZeros(stride);
  }

  public abstract <T> FeatureMaps<T> forward(Ops<T> ops, FeatureMaps<T> maps);
}
