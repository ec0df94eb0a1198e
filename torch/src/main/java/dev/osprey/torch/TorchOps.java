package dev.osprey.torch;

import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The operations of networks on libtorch. Tensors that they make belong to the open {@link
 * TensorScope}. A norm with fixed statistics is folded into its convolution, in training too, where
 * gradients pass through the folding. Operations work in place if nothing else reads the tensor.
 */
public final class TorchOps implements Ops<Tensor> {

  /**
   * The use of the operations. It decides whether norms use batch statistics and whether results
   * may be overwritten.
   */
  public enum Phase {
    TRAINING,
    INFERENCE
  }

  private final ParameterTensors tensors;
  private final Phase phase;
  private final LongConsumer elapsed;

  public TorchOps(ParameterTensors tensors, Phase phase) {
    this(tensors, phase, nanoseconds -> {});
  }

  /**
   * @param elapsed receives the nanoseconds of each run of the network, or of a part of it
   */
  public TorchOps(ParameterTensors tensors, Phase phase, LongConsumer elapsed) {
    this.tensors = tensors;
    this.phase = phase;
    this.elapsed = elapsed;
  }

  /** The device of parameters and results. */
  public Device device() {
    return tensors.engine().device();
  }

  /** The type that convolutions compute in. */
  public Precision precision() {
    return tensors.engine().precision();
  }

  /**
   * Runs a network on images in this engine's precision. Images are cast to the type of the
   * weights; in bfloat16 training libtorch casts operation by operation instead.
   */
  public <R> R run(Tensor images, Function<Tensor, R> forward) {
    boolean castsItself = precision() == Precision.FLOAT32 || autocasts();
    Tensor inputs = castsItself ? images : images.to(precision().scalarType());
    return inPrecision(() -> forward.apply(inputs));
  }

  /**
   * Runs the rest of a network on results of {@link #run}; bfloat16 training uses autocast, and the
   * backward pass must run outside of it.
   */
  public <R> R inPrecision(Supplier<R> forward) {
    long start = System.nanoTime();
    R result = autocasting(forward);
    elapsed.accept(System.nanoTime() - start);
    return result;
  }

  private <R> R autocasting(Supplier<R> forward) {
    if (!autocasts()) {
      return forward.get();
    }
    torch.DeviceType type = device().isCpu() ? torch.DeviceType.CPU : torch.DeviceType.CUDA;
    torch.set_autocast_enabled(type, true);
    try {
      return forward.get();
    } finally {
      torch.set_autocast_enabled(type, false);
      torch.clear_cache();
    }
  }

  /** Runs a part without recording gradients, such as the ranking of candidates. */
  public <R> R withoutGradients(Supplier<R> part) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return part.get();
    }
  }

  private boolean autocasts() {
    return precision() == Precision.BFLOAT16 && phase == Phase.TRAINING;
  }

  @Override
  public Tensor conv2d(Tensor x, Conv2d conv) {
    TensorOptional bias =
        conv.bias() == null ? new TensorOptional() : new TensorOptional(tensors.get(conv.bias()));
    return convolve(x, conv.shape(), tensors.get(conv.weight()), bias);
  }

  @Override
  public Tensor convNorm(Tensor x, ConvNorm block) {
    FoldedConv folded = tensors.folded(block);
    Tensor y =
        folded == null
            ? block.norm().forward(this, conv2d(x, block.conv()))
            : convolve(x, block.conv().shape(), folded.weight(), new TensorOptional(folded.bias()));
    // Nothing else reads it, and gradients of convolutions and norms do not need their results.
    return block.activation().accept(new ActivatedInPlace(y));
  }

  /** Overwrites {@code body}: gradients of convolutions and norms do not need their results. */
  @Override
  public Tensor residual(Tensor body, Tensor shortcut, Activation activation) {
    body.add_(shortcut);
    return activation.accept(new ActivatedInPlace(body));
  }

  private static Tensor convolve(Tensor x, Conv2d.Shape shape, Tensor weight, TensorOptional bias) {
    return torch.conv2d(
        x,
        weight,
        bias,
        square(shape.stride()),
        square(shape.padding()),
        square(shape.dilation()),
        shape.groups());
  }

  @Override
  public Tensor batchNorm(Tensor x, BatchNorm norm) {
    boolean batchStatistics = phase == Phase.TRAINING && norm.mode() == BatchNorm.Mode.TRAIN;
    return torch.batch_norm(
        x,
        new TensorOptional(tensors.get(norm.weight())),
        new TensorOptional(tensors.get(norm.bias())),
        new TensorOptional(tensors.get(norm.runningMean())),
        new TensorOptional(tensors.get(norm.runningVar())),
        batchStatistics,
        norm.momentum(),
        norm.eps(),
        false);
  }

  @Override
  public Tensor groupNorm(Tensor x, GroupNorm norm) {
    return torch.group_norm(
        x,
        norm.groups(),
        new TensorOptional(tensors.get(norm.weight())),
        new TensorOptional(tensors.get(norm.bias())),
        norm.eps(),
        false);
  }

  @Override
  public Tensor linear(Tensor x, Linear layer) {
    return torch.linear(
        x, tensors.get(layer.weight()), new TensorOptional(tensors.get(layer.bias())));
  }

  @Override
  public Tensor poolRegions(
      List<Tensor> maps, List<Integer> strides, Tensor regions, RegionPooling pooling) {
    RegionFeatures features = new RegionFeatures(pooling, device());
    return block(() -> features.pool(maps, strides, Tensors.floats(regions)));
  }

  /** Not in place: a feature map may have several readers. */
  @Override
  public Tensor activate(Tensor x, Activation activation) {
    return activation.accept(new Activated(x));
  }

  /** In training libtorch itself keeps what gradients need. */
  @Override
  public Tensor block(Supplier<Tensor> part) {
    return TensorScope.keepingResult(part);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return a.add(b);
  }

  @Override
  public Tensor maxPool(Tensor x, int kernel, int stride, int padding) {
    return torch.max_pool2d(x, square(kernel), square(stride), square(padding), square(1), false);
  }

  @Override
  public Tensor upsampleNearestLike(Tensor x, Tensor reference) {
    long[] size = {reference.size(2), reference.size(3)};
    return torch.upsample_nearest2d(x, size, new DoubleOptional(), new DoubleOptional());
  }

  @Override
  public Tensor doubleLike(Tensor x, Tensor reference, Doubling layer) {
    long channels = x.size(1);
    Tensor doubled =
        torch.conv_transpose2d(
            x,
            x.new_ones(channels, 1, 2, 2),
            new TensorOptional(),
            square(2),
            square(0),
            square(0),
            channels,
            square(1));
    return doubled.narrow(2, 0, reference.size(2)).narrow(3, 0, reference.size(3));
  }

  @Override
  public Tensor concat(List<Tensor> parts, int axis) {
    return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), axis);
  }

  @Override
  public Tensor permute(Tensor x, int... axes) {
    return x.permute(Arrays.stream(axes).asLongStream().toArray());
  }

  @Override
  public Tensor reshape(Tensor x, long... dims) {
    long[] sizes = dims.clone();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0) {
        sizes[i] = x.size(i);
      }
    }
    return x.reshape(sizes);
  }

  private static long[] square(long side) {
    return new long[] {side, side};
  }

  /**
   * Applies each activation to a tensor and overwrites it. What libtorch's operations in place
   * return is the tensor's own memory without an owner, so the tensor itself is returned.
   */
  private record ActivatedInPlace(Tensor x) implements Activation.Visitor<Tensor> {
    @Override
    public Tensor identity(Activation.Identity activation) {
      return x;
    }

    @Override
    public Tensor relu(Activation.Relu activation) {
      torch.relu_(x);
      return x;
    }

    @Override
    public Tensor leakyRelu(Activation.LeakyRelu activation) {
      torch.leaky_relu_(x, new Scalar(activation.slope()));
      return x;
    }

    @Override
    public Tensor relu6(Activation.Relu6 activation) {
      torch.hardtanh_(x, new Scalar(0.0), new Scalar(6.0));
      return x;
    }

    /** Not in place: the gradient needs the input. */
    @Override
    public Tensor hardSwish(Activation.HardSwish activation) {
      return torch.hardswish(x);
    }
  }

  /** Applies each activation to a tensor that is read again. */
  private record Activated(Tensor x) implements Activation.Visitor<Tensor> {
    @Override
    public Tensor identity(Activation.Identity activation) {
      return x;
    }

    @Override
    public Tensor relu(Activation.Relu activation) {
      return torch.relu(x);
    }

    @Override
    public Tensor leakyRelu(Activation.LeakyRelu activation) {
      return torch.leaky_relu(x, new Scalar(activation.slope()));
    }

    @Override
    public Tensor relu6(Activation.Relu6 activation) {
      return torch.hardtanh(x, new Scalar(0.0), new Scalar(6.0));
    }

    @Override
    public Tensor hardSwish(Activation.HardSwish activation) {
      return torch.hardswish(x);
    }
  }
}
