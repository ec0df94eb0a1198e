package dev.osprey.networks;

import java.util.List;

/** The feature maps of a batch, finest level first, each (N, C, H, W). */
public record FeatureMaps<T>(List<T> levels) {
  public FeatureMaps {
    levels = List.copyOf(levels);
  }

  public T coarsest() {
    return levels.get(levels.size() - 1);
  }
}
