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
 * our own. The feature maps are read as one table with a row for each pixel; of a single map it is
 * a view, because memory is channels-last. An output cell is a bag of rows, whose rows and weights
 * are computed in Java. One call sums all bags, or takes their maximum. The gradient is that of
 * libtorch.
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
    Tensor finest = maps.get(0);
    int channels = (int) finest.size(1);
    List<CellBags.Map> mapOfEach = mapOfEachRegion(places(maps, strides), regions);
    CellBags bags = CellBags.of(pooling, regions, mapOfEach);
    Tensor table = table(maps, channels);
    Tensor pooled = mapOfEach.isEmpty() ? table.narrow(0, 0, 0) : pool(table, bags);
    return pooled
        .to(finest.scalar_type().intern())
        .view(mapOfEach.size(), pooling.height(), pooling.width(), channels)
        .permute(0, 3, 1, 2);
  }

  /** Where each map is in the table. */
  private static List<CellBags.Map> places(List<Tensor> maps, List<Integer> strides) {
    List<CellBags.Map> places = new ArrayList<>();
    int first = 0;
    for (int level = 0; level < maps.size(); level++) {
      Tensor map = maps.get(level);
      int height = (int) map.size(2);
      int width = (int) map.size(3);
      places.add(new CellBags.Map(first, height, width, strides.get(level)));
      first += (int) map.size(0) * height * width;
    }
    return places;
  }

  private List<CellBags.Map> mapOfEachRegion(List<CellBags.Map> maps, float[] regions) {
    List<CellBags.Map> chosen = new ArrayList<>();
    int lowest = Integer.numberOfTrailingZeros(maps.get(0).stride());
    for (int i = 0; i < regions.length / 5; i++) {
      float area =
          (regions[5 * i + 3] - regions[5 * i + 1]) * (regions[5 * i + 4] - regions[5 * i + 2]);
      chosen.add(maps.get(pooling.mapper().level(area, lowest, maps.size())));
    }
    return chosen;
  }

  /** All pixels of all maps, (P, C). */
  private static Tensor table(List<Tensor> maps, int channels) {
    List<Tensor> tables = maps.stream().map(map -> exact(map, channels)).toList();
    return tables.size() == 1 ? tables.get(0) : Tensors.concat(tables, 0);
  }

  /** 16-bit floats have no sums of bags in libtorch, and not enough digits for them. */
  private static Tensor exact(Tensor map, int channels) {
    Tensor exact = map.scalar_type().intern() == ScalarType.Double ? map : Tensors.toFloat(map);
    return exact.permute(0, 2, 3, 1).reshape(-1, channels); // (N * H * W, C)
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
