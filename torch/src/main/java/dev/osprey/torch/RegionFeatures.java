package dev.osprey.torch;

import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.torch.region.CellBags;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pools features of regions with libtorch's {@code embedding_bag}, which needs no native code of
 * our own. A feature map is read as a table with one row for each pixel (a view, because memory is
 * channels-last). An output cell is a bag of rows, whose rows and weights are computed in Java. One
 * call sums all bags, or takes their maximum. The gradient is that of libtorch.
 */
final class RegionFeatures {
  private static final long SUM = 0;
  private static final long MAX = 2;

  private final RegionPooling pooling;
  private final Device device;

  RegionFeatures(RegionPooling pooling, Device device) {
    this.pooling = pooling;
    this.device = device;
  }

  /**
   * Returns features (R, C, height, width) in the type of the maps.
   *
   * @param regions packed (R, 5): image, then xyxy in padded-image pixels
   */
  Tensor pool(List<Tensor> maps, List<Integer> strides, float[] regions) {
    int count = regions.length / 5;
    List<List<Integer>> regionsOfLevel = byLevel(strides, regions);
    List<Tensor> parts = new ArrayList<>();
    long[] position = new long[count];
    int next = 0;
    for (int level = 0; level < maps.size(); level++) {
      List<Integer> chosen = regionsOfLevel.get(level);
      for (int region : chosen) {
        position[region] = next++;
      }
      parts.add(ofLevel(maps.get(level), strides.get(level), regions, chosen));
    }
    Tensor pooled = parts.size() == 1 ? parts.get(0) : Tensors.concat(parts, 0);
    if (parts.size() > 1) {
      pooled = pooled.index_select(0, Tensors.of(position, device, count));
    }
    return pooled.permute(0, 3, 1, 2);
  }

  private List<List<Integer>> byLevel(List<Integer> strides, float[] regions) {
    List<List<Integer>> levels = new ArrayList<>();
    strides.forEach(stride -> levels.add(new ArrayList<>()));
    int lowest = Integer.numberOfTrailingZeros(strides.get(0));
    for (int i = 0; i < regions.length / 5; i++) {
      float area =
          (regions[5 * i + 3] - regions[5 * i + 1]) * (regions[5 * i + 4] - regions[5 * i + 2]);
      levels.get(pooling.mapper().level(area, lowest, strides.size())).add(i);
    }
    return levels;
  }

  /** Returns (R', height, width, C) for the regions that are pooled from this map. */
  private Tensor ofLevel(Tensor map, int stride, float[] regions, List<Integer> chosen) {
    int channels = (int) map.size(1);
    int cells = chosen.size() * pooling.height() * pooling.width();
    CellBags.Map size = new CellBags.Map((int) map.size(2), (int) map.size(3));
    CellBags bags = CellBags.of(pooling, size, stride, regions, chosen);
    // 16-bit floats have no sums of bags in libtorch, and not enough digits for them
    Tensor exact = map.scalar_type().intern() == ScalarType.Double ? map : Tensors.toFloat(map);
    Tensor table = exact.permute(0, 2, 3, 1).reshape(-1, channels); // (N * H * W, C)
    Tensor pooled = cells == 0 ? table.narrow(0, 0, 0) : pool(table, bags);
    return pooled
        .to(map.scalar_type().intern())
        .view(chosen.size(), pooling.height(), pooling.width(), channels);
  }

  private Tensor pool(Tensor table, CellBags bags) {
    Tensor rows = Tensors.of(bags.rows(), device);
    Tensor starts = Tensors.of(bags.starts(), device);
    return pooling.accept(
        new RegionPooling.Visitor<>() {
          @Override
          public Tensor align(RegionPooling.Align align) {
            return embeddingBag(table, rows, starts, SUM, new TensorOptional(weights(bags, table)));
          }

          @Override
          public Tensor max(RegionPooling.Max max) {
            return embeddingBag(table, rows, starts, MAX, new TensorOptional());
          }
        });
  }

  private static Tensor embeddingBag(
      Tensor table, Tensor rows, Tensor starts, long mode, TensorOptional weights) {
    return torch.embedding_bag(table, rows, starts, false, mode, false, weights, false).get0();
  }

  private Tensor weights(CellBags bags, Tensor table) {
    float[] weights = bags.weights();
    return Tensors.of(weights, device, weights.length).to(table.scalar_type().intern());
  }
}
