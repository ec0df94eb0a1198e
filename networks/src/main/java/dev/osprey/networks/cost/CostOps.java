package dev.osprey.networks.cost;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The backend that computes shapes and counts multiply-adds, without any values. It counts a
 * multiplication and its addition in convolutions and linear layers as one, like the FLOPs in the
 * tables of torchvision and mmdetection. Norms, activations, pooling and resampling count as zero,
 * unless the resampling is a transposed convolution.
 *
 * <p>One object counts one forward pass; it is not thread-safe. A shape that does not fit an
 * operation is an {@link IllegalArgumentException}.
 */
public final class CostOps implements Ops<TensorShape> {
  private final Map<Module, Long> multiplyAdds = new LinkedHashMap<>();
  // In the order of each module's latest run, so that the last entry ran last.
  private final Map<Module, List<TensorShape>> outputs = new LinkedHashMap<>();
  private long writtenElements;
  private long liveElements;
  private long peakElements;

  /** Returns the number of multiply-adds so far. */
  public long multiplyAdds() {
    return multiplyAdds.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the number of multiply-adds so far in {@code module} and its descendants. */
  public long multiplyAdds(Module module) {
    long[] sum = {0};
    module.visit((path, part) -> sum[0] += multiplyAdds.getOrDefault(part, 0L));
    return sum[0];
  }

  /**
   * Returns the number of elements that all operations wrote; views write none. Multiplied by four
   * bytes it is an upper bound of the memory that a training step in float32 keeps for its
   * gradients.
   */
  public long writtenElements() {
    return writtenElements;
  }

  /**
   * Returns the largest number of elements that inference keeps at the same time. Written elements
   * are kept, except those inside a {@link #block}; a folded {@link #convNorm} writes one array.
   * Temporary memory inside an operation is not counted.
   */
  public long peakElements() {
    return peakElements;
  }

  /**
   * Returns the output shapes of the last layer that ran in {@code module}, one for each of its
   * runs; empty if none ran.
   */
  public List<TensorShape> outputs(Module module) {
    List<Module> parts = new ArrayList<>();
    module.visit((path, part) -> parts.add(part));
    List<TensorShape> last = List.of();
    for (Map.Entry<Module, List<TensorShape>> entry : outputs.entrySet()) {
      if (parts.contains(entry.getKey())) {
        last = entry.getValue();
      }
    }
    return List.copyOf(last);
  }

  private TensorShape written(TensorShape shape) {
    writtenElements += shape.count();
    holding(liveElements + shape.count());
    return shape;
  }

  private void holding(long elements) {
    liveElements = elements;
    peakElements = Math.max(peakElements, elements);
  }

  @Override
  public TensorShape block(Supplier<TensorShape> part) {
    long outside = liveElements;
    TensorShape result = part.get();
    holding(outside + result.count());
    return result;
  }

  /** Inference folds the norm into the convolution and computes a ReLU in place. */
  @Override
  public TensorShape convNorm(TensorShape x, ConvNorm block) {
    long outside = liveElements;
    long peak = peakElements;
    TensorShape result = Ops.super.convNorm(x, block);
    peakElements = peak;
    int arrays =
        switch (block.activation().accept(ActivationMemory.VISITOR)) {
          case NONE, IN_PLACE -> 1;
          case NEW_ARRAY -> 2;
        };
    holding(outside + arrays * result.count());
    return result;
  }

  private TensorShape ran(Module layer, TensorShape output) {
    return written(noted(layer, output));
  }

  private TensorShape noted(Module layer, TensorShape output) {
    List<TensorShape> shapes = outputs.remove(layer);
    shapes = shapes == null ? new ArrayList<>() : shapes;
    shapes.add(output);
    outputs.put(layer, shapes);
    return output;
  }

  @Override
  public TensorShape conv2d(TensorShape x, Conv2d conv) {
    Conv2d.Shape shape = conv.shape();
    requireChannels("conv2d", x, shape.in());
    int extent = shape.dilation() * (shape.kernel() - 1) + 1;
    TensorShape output =
        TensorShape.of(
            x.size(0),
            shape.out(),
            windows("conv2d", x, 2, extent, shape.stride(), shape.padding()),
            windows("conv2d", x, 3, extent, shape.stride(), shape.padding()));
    long perElement = (long) shape.in() / shape.groups() * shape.kernel() * shape.kernel();
    multiplyAdds.merge(conv, output.count() * perElement, Long::sum);
    return ran(conv, output);
  }

  @Override
  public TensorShape batchNorm(TensorShape x, BatchNorm norm) {
    requireChannels("batch norm", x, norm.weight().count());
    return ran(norm, x);
  }

  @Override
  public TensorShape groupNorm(TensorShape x, GroupNorm norm) {
    requireChannels("group norm", x, norm.weight().count());
    return ran(norm, x);
  }

  @Override
  public TensorShape linear(TensorShape x, Linear layer) {
    if (x.rank() != 2 || x.size(1) != layer.in()) {
      throw new IllegalArgumentException("linear: " + x + " is not (R, " + layer.in() + ")");
    }
    multiplyAdds.merge(layer, x.size(0) * layer.in() * layer.out(), Long::sum);
    return ran(layer, TensorShape.of(x.size(0), layer.out()));
  }

  @Override
  public TensorShape poolRegions(
      List<TensorShape> maps, List<Integer> strides, TensorShape regions, RegionPooling pooling) {
    if (regions.rank() != 2 || regions.size(1) != 5) {
      throw new IllegalArgumentException("pool regions: " + regions + " is not (R, 5)");
    }
    for (TensorShape map : maps) {
      requireChannels("pool regions", map, maps.get(0).size(1));
    }
    return written(
        TensorShape.of(regions.size(0), maps.get(0).size(1), pooling.height(), pooling.width()));
  }

  @Override
  public TensorShape activate(TensorShape x, Activation activation) {
    return switch (activation.accept(ActivationMemory.VISITOR)) {
      case NONE -> x;
      case IN_PLACE, NEW_ARRAY -> written(x);
    };
  }

  @Override
  public TensorShape add(TensorShape a, TensorShape b) {
    if (!a.equals(b)) {
      throw new IllegalArgumentException("add: " + a + " and " + b + " differ");
    }
    return written(a);
  }

  @Override
  public TensorShape maxPool(TensorShape x, int kernel, int stride, int padding) {
    requireRank("max pool", x);
    return written(
        TensorShape.of(
            x.size(0),
            x.size(1),
            windows("max pool", x, 2, kernel, stride, padding),
            windows("max pool", x, 3, kernel, stride, padding)));
  }

  @Override
  public TensorShape upsampleNearestLike(TensorShape x, TensorShape reference) {
    requireRank("upsample", x);
    requireRank("upsample", reference);
    return written(TensorShape.of(x.size(0), x.size(1), reference.size(2), reference.size(3)));
  }

  @Override
  public TensorShape doubleLike(TensorShape x, TensorShape reference, Doubling layer) {
    requireRank("double", x);
    requireRank("double", reference);
    if (reference.size(2) > 2 * x.size(2) || reference.size(3) > 2 * x.size(3)) {
      throw new IllegalArgumentException(
          "double: " + reference + " is more than twice as high or wide as " + x);
    }
    TensorShape doubled = TensorShape.of(x.size(0), x.size(1), 2 * x.size(2), 2 * x.size(3));
    // Kernel and stride are equal, so each element takes one product.
    multiplyAdds.merge(layer, doubled.count(), Long::sum);
    written(doubled);
    return noted(layer, TensorShape.of(x.size(0), x.size(1), reference.size(2), reference.size(3)));
  }

  @Override
  public TensorShape concat(List<TensorShape> parts, int axis) {
    return written(TensorShape.concat(parts, axis));
  }

  @Override
  public TensorShape permute(TensorShape x, int... axes) {
    return x.permute(axes);
  }

  @Override
  public TensorShape reshape(TensorShape x, long... dims) {
    return written(x.reshape(dims));
  }

  /** The number of windows that fit along an axis. */
  private static long windows(
      String operation, TensorShape x, int axis, int extent, int stride, int padding) {
    long room = x.size(axis) + 2L * padding - extent;
    if (room < 0) {
      throw new IllegalArgumentException(
          operation
              + ": input "
              + x
              + " is smaller than the kernel, "
              + extent
              + " with padding "
              + padding);
    }
    return room / stride + 1;
  }

  private static void requireRank(String operation, TensorShape x) {
    if (x.rank() != 4) {
      throw new IllegalArgumentException(operation + ": takes (N, C, H, W), got " + x);
    }
  }

  private static void requireChannels(String operation, TensorShape x, long channels) {
    requireRank(operation, x);
    if (x.size(1) != channels) {
      throw new IllegalArgumentException(
          operation + ": takes " + channels + " channels, input " + x + " has " + x.size(1));
    }
  }
}
