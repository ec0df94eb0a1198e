package dev.osprey.detection.anchor;

import dev.osprey.detection.anchor.Anchors.Grid;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Reads the grids of feature maps. */
public final class Grids {
  private Grids() {}

  /**
   * The grid of each map.
   *
   * @param levels channels and strides of the maps
   */
  public static List<Grid> of(FeatureMaps<Tensor> features, List<FeatureLevel> levels) {
    List<Grid> grids = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      Tensor map = features.levels().get(level);
      grids.add(new Grid((int) map.size(2), (int) map.size(3), levels.get(level).stride()));
    }
    return grids;
  }
}
