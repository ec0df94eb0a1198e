package dev.osprey.networks.neck;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/** Between backbone and head: feature maps in, feature maps out, finest first. */
public abstract class Neck extends Module {

  /** A neck's settings; new kinds are one record and one line in {@link Necks}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  public interface Config {
    /**
     * @param levels what the backbone gives
     */
    Neck build(List<FeatureLevel> levels);
  }

  public abstract List<FeatureLevel> levels();

  /** One for each of {@link #levels}; without modules where a level takes no parameters. */
  @Override
  public abstract List<Part> parts();

  /** A pyramid's level has the logarithm of its stride as its number: 64 is P6. */
  static String levelName(int stride) {
    return "p" + Integer.numberOfTrailingZeros(stride);
  }

  public abstract <T> FeatureMaps<T> forward(Ops<T> ops, FeatureMaps<T> maps);
}
