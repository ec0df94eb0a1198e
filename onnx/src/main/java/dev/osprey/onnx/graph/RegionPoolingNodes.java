package dev.osprey.onnx.graph;

import dev.osprey.networks.layer.LevelMapper;
import dev.osprey.networks.layer.RegionPooling;
import java.util.ArrayList;
import java.util.List;

/**
 * Pools the features of regions: each from the feature map of its level, then back in the order of
 * the regions.
 */
final class RegionPoolingNodes {
  private final Nodes nodes;
  private final RegionPooling pooling;

  RegionPoolingNodes(Nodes nodes, RegionPooling pooling) {
    this.nodes = nodes;
    this.pooling = pooling;
  }

  /**
   * Pools the features of regions.
   *
   * @param regions float32 (R, 5): image index, then xyxy in padded-image pixels
   * @return (R, C, height, width)
   */
  GraphValue pool(List<GraphValue> maps, List<Integer> strides, GraphValue regions) {
    if (maps.size() == 1) {
      return ofMap(maps.get(0), strides.get(0), regions);
    }
    GraphValue levels = levels(strides, regions);
    List<GraphValue> rows = new ArrayList<>();
    List<GraphValue> pooled = new ArrayList<>();
    for (int level = 0; level < maps.size(); level++) {
      GraphValue here = nodes.positions(nodes.op("Equal", levels, nodes.scalar((long) level)));
      rows.add(here);
      pooled.add(ofMap(maps.get(level), strides.get(level), nodes.gather(regions, 0, here)));
    }
    GraphValue order = nodes.concat(0, rows);
    GraphValue all = nodes.rangeTo(nodes.shape(order));
    GraphValue places = nodes.op("ScatterND", all, nodes.unsqueeze(order, 1), all);
    return nodes.gather(nodes.concat(0, pooled), 0, places);
  }

  /**
   * Returns the level of each region, int64 (R). A larger region never has a finer level, so
   * comparing areas with the minimum area of each level is enough. A logarithm is avoided: its last
   * digit differs between engines.
   */
  private GraphValue levels(List<Integer> strides, GraphValue regions) {
    int lowest = Integer.numberOfTrailingZeros(strides.get(0));
    float[] minimum = new float[strides.size() - 1];
    for (int level = 1; level < strides.size(); level++) {
      minimum[level - 1] = minimumArea(pooling.mapper(), level, lowest, strides.size());
    }
    GraphValue width = nodes.sub(column(regions, 3), column(regions, 1));
    GraphValue height = nodes.sub(column(regions, 4), column(regions, 2));
    GraphValue reached =
        nodes.op(
            "GreaterOrEqual",
            nodes.mul(width, height), // (R, 1)
            nodes.graph().floats(new long[] {1, minimum.length}, minimum));
    return nodes.count(reached, 1);
  }

  private GraphValue column(GraphValue regions, int column) {
    return nodes.slice(regions, 1, column, column + 1);
  }

  /** Returns the minimum area of regions of {@code level} or a coarser one, found by bisection. */
  static float minimumArea(LevelMapper mapper, int level, int lowest, int count) {
    // positive floats have the order of their bits
    int below = 0;
    int reached = Float.floatToIntBits(Float.POSITIVE_INFINITY);
    while (below < reached) {
      int middle = below + (reached - below) / 2;
      if (mapper.level(Float.intBitsToFloat(middle), lowest, count) >= level) {
        reached = middle;
      } else {
        below = middle + 1;
      }
    }
    return Float.intBitsToFloat(reached);
  }

  private GraphValue ofMap(GraphValue map, int stride, GraphValue regions) {
    return pooling.accept(
        new RegionPooling.Visitor<>() {
          @Override
          public GraphValue align(RegionPooling.Align align) {
            return roiAlign(align, map, stride, regions);
          }

          @Override
          public GraphValue max(RegionPooling.Max max) {
            return maxPooling(max, map, stride, regions);
          }
        });
  }

  private GraphValue maxPooling(
      RegionPooling.Max max, GraphValue map, int stride, GraphValue regions) {
    return nodes.with(
        "MaxRoiPool",
        List.of(map, regions),
        NodeAttribute.ints("pooled_shape", max.height(), max.width()),
        NodeAttribute.of("spatial_scale", 1f / stride));
  }

  private GraphValue roiAlign(
      RegionPooling.Align align, GraphValue map, int stride, GraphValue regions) {
    GraphValue images = nodes.cast(nodes.squeeze(column(regions, 0), 1), ElementType.INT64);
    String mode =
        switch (align.offset()) {
          case HALF_PIXEL -> "half_pixel";
          case NONE -> "output_half_pixel";
        };
    return nodes.with(
        "RoiAlign",
        List.of(map, nodes.slice(regions, 1, 1, 5), images),
        // explicit: the default changed with opset 16
        NodeAttribute.of("coordinate_transformation_mode", mode),
        NodeAttribute.of("mode", "avg"),
        NodeAttribute.of("output_height", align.height()),
        NodeAttribute.of("output_width", align.width()),
        NodeAttribute.of("sampling_ratio", align.samplingRatio()),
        NodeAttribute.of("spatial_scale", 1f / stride));
  }
}
