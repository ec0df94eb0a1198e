package dev.osprey.onnx.preprocessing;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import dev.osprey.core.text.UserError;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;
import java.util.Locale;

/** Converts 8-bit images to the network's input as {@link Preprocessing} does. */
public final class PreprocessingNodes {
  private static final long[] EACH_CHANNEL = {3};

  /** The network's input (N, 3, H, W) and the image sizes. */
  public record Prepared(GraphValue images, BatchImageSizes sizes) {}

  private final Nodes nodes;
  private final Preprocessing preprocessing;
  private final ResizeNodes resize;

  public PreprocessingNodes(Nodes nodes, Preprocessing preprocessing) {
    this.nodes = nodes;
    this.preprocessing = preprocessing;
    this.resize = new ResizeNodes(nodes);
  }

  /**
   * Preprocesses images.
   *
   * @param rgb uint8 (N, H, W, 3), RGB
   */
  public Prepared prepare(GraphValue rgb) {
    GraphValue original = nodes.sizes(rgb, 1, 3);
    ResizeRule rule = preprocessing.resize();
    if (rule instanceof ResizeRule.None) {
      GraphValue padded = resize.padded(preprocessing.padding(), original);
      GraphValue images = inOrder(planes(normalised(nodes.cast(rgb, FLOAT))));
      return new Prepared(pad(images, original, padded), BatchImageSizes.padded(original, padded));
    }
    ResizeNodes.Target target = resize.target(rule, original);
    GraphValue padded = resize.padded(preprocessing.padding(), target.size());
    GraphValue images = inOrder(resized(rule.interpolation(), rgb, original, target.size()));
    return new Prepared(
        pad(images, target.size(), padded),
        BatchImageSizes.resized(nodes, original, target, padded));
  }

  /** Normalizes and resizes images, (N, 3, H, W). */
  private GraphValue resized(
      Interpolation interpolation, GraphValue rgb, GraphValue original, GraphValue size) {
    AxisResizeNodes rows = axis(original, size, 0);
    AxisResizeNodes columns = axis(original, size, 1);
    return switch (interpolation) {
      case BILINEAR -> {
        GraphValue wide = columns.linear(normalised(nodes.cast(rgb, FLOAT)), 2, 1);
        yield planes(rows.linear(wide, 1, 2));
      }
      case OPENCV_LINEAR -> planes(normalised(eightBits(rows, columns, rgb)));
      case OPENCV_NEAREST -> {
        GraphValue nearest = rows.nearest(columns.nearest(rgb, 2), 1);
        yield planes(normalised(nodes.cast(nearest, FLOAT)));
      }
      case BILINEAR_ANTIALIASED -> {
        GraphValue x = planes(normalised(nodes.cast(rgb, FLOAT)));
        GraphValue low = nodes.op("MatMul", rows.filterMatrix(), x);
        yield nodes.op("MatMul", low, nodes.transpose(columns.filterMatrix(), 1, 0));
      }
      case OPENCV_CUBIC, OPENCV_AREA, OPENCV_LANCZOS4 ->
          throw new UserError(
              "preprocessing.resize.interpolation is "
                  + interpolation.name().toLowerCase(Locale.ROOT).replace('_', '-')
                  + ", which standard ONNX operators do not give to the bit. Export for a fixed"
                  + " size (--fixed HxW), which leaves the preprocessing to the caller, or set"
                  + " opencv-linear");
    };
  }

  private AxisResizeNodes axis(GraphValue original, GraphValue size, int axis) {
    return new AxisResizeNodes(
        nodes, nodes.slice(original, 0, axis, axis + 1), nodes.slice(size, 0, axis, axis + 1));
  }

  /**
   * Resizes as OpenCV does in fixed point: integers 0..255 in float32, (N, H, W, 3). All numbers
   * are below 2^24, so float32 holds them exactly. Some engines would divide int64 in float32,
   * others slowly.
   */
  private GraphValue eightBits(AxisResizeNodes rows, AxisResizeNodes columns, GraphValue rgb) {
    AxisResizeNodes.FixedPoint along = columns.fixedPoint(nodes.cast(rgb, FLOAT), 2, 1);
    GraphValue wide =
        nodes.add(
            nodes.mul(along.low(), along.lowWeight()), nodes.mul(along.high(), along.highWeight()));
    AxisResizeNodes.FixedPoint across = rows.fixedPoint(floorOf(wide, 1f / (1 << 4)), 1, 2);
    GraphValue top = shiftedProduct(across.low(), across.lowWeight());
    GraphValue bottom = shiftedProduct(across.high(), across.highWeight());
    GraphValue quarters = nodes.add(nodes.add(top, bottom), nodes.scalar(2f));
    return floorOf(quarters, 1f / (1 << 2));
  }

  /**
   * Returns a product of integers shifted right by 16 bits, in two steps because the product has 26
   * bits.
   *
   * @param x below 2^15
   * @param weight at most 2^11
   */
  private GraphValue shiftedProduct(GraphValue x, GraphValue weight) {
    GraphValue upper = floorOf(weight, 1f / (1 << 6));
    GraphValue lower = nodes.sub(nodes.mul(weight, nodes.scalar(1f / (1 << 6))), upper);
    GraphValue sum = nodes.add(nodes.mul(x, upper), nodes.op("Floor", nodes.mul(x, lower)));
    return floorOf(sum, 1f / (1 << 10));
  }

  private GraphValue floorOf(GraphValue x, float factor) {
    return nodes.op("Floor", nodes.mul(x, nodes.scalar(factor)));
  }

  /** Returns {@code (v / 255 - mean) / std}, channels last and in the order of the image. */
  private GraphValue normalised(GraphValue x) {
    float[] mean = new float[3];
    float[] std = new float[3];
    for (int plane = 0; plane < 3; plane++) {
      int channel = preprocessing.channels().inImage(plane);
      mean[channel] = preprocessing.mean().get(plane).floatValue();
      std[channel] = preprocessing.std().get(plane).floatValue();
    }
    GraphValue scaled = nodes.div(x, nodes.scalar(255f));
    GraphValue centered = nodes.sub(scaled, nodes.graph().floats(EACH_CHANNEL, mean));
    return nodes.div(centered, nodes.graph().floats(EACH_CHANNEL, std));
  }

  private GraphValue planes(GraphValue x) {
    return nodes.transpose(x, 0, 3, 1, 2);
  }

  private GraphValue inOrder(GraphValue planes) {
    return switch (preprocessing.channels()) {
      case RGB -> planes;
      case BGR -> nodes.gather(planes, 1, nodes.list(2, 1, 0));
    };
  }

  private GraphValue pad(GraphValue images, GraphValue size, GraphValue padded) {
    GraphValue pads = nodes.concat(0, nodes.list(0, 0, 0, 0, 0, 0), nodes.sub(padded, size));
    return nodes.with(
        "Pad", List.of(images, pads, nodes.scalar(0f)), NodeAttribute.of("mode", "constant"));
  }
}
