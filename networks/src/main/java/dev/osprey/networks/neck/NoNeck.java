package dev.osprey.networks.neck;

import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/** A neck that passes the maps of the backbone through. */
public final class NoNeck extends Neck {

  /** The settings of this neck, which has none. */
  public record Config() implements Neck.Config {
    @Override
    public NoNeck build(List<FeatureLevel> levels) {
      return new NoNeck(levels);
    }
  }

  private final List<FeatureLevel> levels;

  private NoNeck(List<FeatureLevel> levels) {
    this.levels = List.copyOf(levels);
  }

  @Override
  public List<FeatureLevel> levels() {
    return levels;
  }

  @Override
  public List<Part> parts() {
    return levels.stream()
        .map(level -> Part.of("c" + Integer.numberOfTrailingZeros(level.stride())))
        .toList();
  }

  @Override
  public <T> FeatureMaps<T> forward(Ops<T> ops, FeatureMaps<T> maps) {
    return maps;
  }
}
