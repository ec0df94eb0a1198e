package dev.osprey.onnx.graph;

import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.torch.weights.ConvValues;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds the layers of a network to an ONNX graph. Weights are initializers named by the paths of
 * their parameters; norms are folded into the convolutions before them; shared weights are written
 * once.
 */
public final class OnnxOps implements Ops<GraphValue> {
  private static final String WEIGHT = "weight";

  private final Nodes nodes;
  private final InferenceWeights weights;
  private final Map<Parameter, String> paths = new HashMap<>();
  private final Map<String, GraphValue> written = new HashMap<>();

  /** The channels of feature maps: the values of a graph do not know theirs. */
  private final Map<GraphValue, Integer> channels = new HashMap<>();

  /**
   * Creates the operators of a network.
   *
   * @param network whose parameters {@code weights} holds in float32
   */
  public OnnxOps(Nodes nodes, Module network, InferenceWeights weights) {
    this.nodes = nodes;
    this.weights = weights;
    network.namedParameters().forEach((path, parameter) -> paths.put(parameter, path));
  }

  private String path(Parameter parameter) {
    String path = paths.get(parameter);
    if (path == null) {
      throw new IllegalArgumentException("the parameter belongs to another network");
    }
    return path;
  }

  private GraphValue parameter(Parameter parameter) {
    return initializer(path(parameter), parameter.shape(), weights.values(parameter));
  }

  private GraphValue initializer(String name, long[] shape, float[] values) {
    return written.computeIfAbsent(name, key -> nodes.graph().initializer(key, shape, values));
  }

  @Override
  public GraphValue conv2d(GraphValue x, Conv2d conv) {
    List<GraphValue> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(parametersOf(conv));
    Conv2d.Shape shape = conv.shape();
    GraphValue y =
        nodes.with(
            "Conv",
            inputs,
            NodeAttribute.ints("kernel_shape", shape.kernel(), shape.kernel()),
            NodeAttribute.ints("strides", shape.stride(), shape.stride()),
            NodeAttribute.ints("pads", fourTimes(shape.padding())),
            NodeAttribute.ints("dilations", shape.dilation(), shape.dilation()),
            NodeAttribute.of("group", shape.groups()));
    return withChannels(y, shape.out());
  }

  /** Returns the weight and the bias, if there is one; folding a norm adds one. */
  private List<GraphValue> parametersOf(Conv2d conv) {
    String weightName = path(conv.weight());
    String biasName = weightName.substring(0, weightName.length() - WEIGHT.length()) + "bias";
    if (written.containsKey(weightName)) {
      GraphValue bias = written.get(biasName);
      return bias == null
          ? List.of(new GraphValue(weightName))
          : List.of(new GraphValue(weightName), bias);
    }
    ConvValues values = weights.values(conv);
    List<GraphValue> inputs = new ArrayList<>();
    inputs.add(initializer(weightName, conv.weight().shape(), values.weight()));
    if (values.bias() != null) {
      inputs.add(initializer(biasName, new long[] {conv.shape().out()}, values.bias()));
    }
    return inputs;
  }

  @Override
  public GraphValue convNorm(GraphValue x, ConvNorm block) {
    return weights.isFolded(block.conv())
        ? activate(conv2d(x, block.conv()), block.activation())
        : Ops.super.convNorm(x, block);
  }

  @Override
  public GraphValue batchNorm(GraphValue x, BatchNorm norm) {
    GraphValue y =
        nodes.with(
            "BatchNormalization",
            List.of(
                x,
                parameter(norm.weight()),
                parameter(norm.bias()),
                parameter(norm.runningMean()),
                parameter(norm.runningVar())),
            NodeAttribute.of("epsilon", (float) norm.eps()));
    return sameChannels(y, x);
  }

  /** Normalizes each group as an instance with one channel, then scales and shifts each channel. */
  @Override
  public GraphValue groupNorm(GraphValue x, GroupNorm norm) {
    int groups = norm.groups();
    float[] ones = new float[groups];
    Arrays.fill(ones, 1f);
    GraphValue normed =
        nodes.with(
            "InstanceNormalization",
            List.of(
                nodes.reshape(x, 0, groups, -1),
                nodes.graph().floats(new long[] {groups}, ones),
                nodes.graph().floats(new long[] {groups}, new float[groups])),
            NodeAttribute.of("epsilon", (float) norm.eps()));
    GraphValue y = nodes.op("Reshape", normed, nodes.shape(x));
    GraphValue scaled = nodes.mul(y, nodes.unsqueeze(parameter(norm.weight()), 1, 2));
    GraphValue shifted = nodes.add(scaled, nodes.unsqueeze(parameter(norm.bias()), 1, 2));
    return sameChannels(shifted, x);
  }

  @Override
  public GraphValue linear(GraphValue x, Linear layer) {
    return nodes.with(
        "Gemm",
        List.of(x, parameter(layer.weight()), parameter(layer.bias())),
        NodeAttribute.of("transB", 1));
  }

  @Override
  public GraphValue activate(GraphValue x, Activation activation) {
    return activation.accept(new ActivationNodes(x));
  }

  /** The node of each activation. */
  private final class ActivationNodes implements Activation.Visitor<GraphValue> {
    private final GraphValue x;

    ActivationNodes(GraphValue x) {
      this.x = x;
    }

    @Override
    public GraphValue identity(Activation.Identity activation) {
      return x;
    }

    @Override
    public GraphValue relu(Activation.Relu activation) {
      return sameChannels(nodes.op("Relu", x), x);
    }

    @Override
    public GraphValue leakyRelu(Activation.LeakyRelu activation) {
      NodeAttribute slope = NodeAttribute.of("alpha", (float) activation.slope());
      return sameChannels(nodes.with("LeakyRelu", List.of(x), slope), x);
    }

    @Override
    public GraphValue relu6(Activation.Relu6 activation) {
      return sameChannels(nodes.op("Clip", x, nodes.scalar(0f), nodes.scalar(6f)), x);
    }

    @Override
    public GraphValue hardSwish(Activation.HardSwish activation) {
      return sameChannels(nodes.op("HardSwish", x), x);
    }
  }

  @Override
  public GraphValue add(GraphValue a, GraphValue b) {
    return sameChannels(nodes.add(a, b), a);
  }

  @Override
  public GraphValue maxPool(GraphValue x, int kernel, int stride, int padding) {
    GraphValue y =
        nodes.with(
            "MaxPool",
            List.of(x),
            NodeAttribute.ints("kernel_shape", kernel, kernel),
            NodeAttribute.ints("strides", stride, stride),
            NodeAttribute.ints("pads", fourTimes(padding)));
    return sameChannels(y, x);
  }

  @Override
  public GraphValue upsampleNearestLike(GraphValue x, GraphValue reference) {
    GraphValue sizes = nodes.concat(0, nodes.sizes(x, 0, 2), nodes.sizes(reference, 2, 4));
    GraphValue y =
        nodes.with(
            "Resize",
            List.of(x, GraphBuilder.absent(), GraphBuilder.absent(), sizes),
            NodeAttribute.of("mode", "nearest"),
            NodeAttribute.of("coordinate_transformation_mode", "asymmetric"),
            NodeAttribute.of("nearest_mode", "floor"));
    return sameChannels(y, x);
  }

  @Override
  public GraphValue doubleLike(GraphValue x, GraphValue reference, Doubling layer) {
    Integer count = channels.get(x);
    if (count == null) {
      throw new IllegalArgumentException("double: the channels of " + x.name() + " are not known");
    }
    float[] ones = new float[4 * count];
    Arrays.fill(ones, 1f);
    GraphValue doubled =
        nodes.with(
            "ConvTranspose",
            List.of(x, nodes.graph().floats(new long[] {count, 1, 2, 2}, ones)),
            NodeAttribute.ints("kernel_shape", 2, 2),
            NodeAttribute.ints("strides", 2, 2),
            NodeAttribute.of("group", count));
    GraphValue size = nodes.sizes(reference, 2, 4);
    GraphValue cut = nodes.op("Slice", doubled, nodes.list(0, 0), size, nodes.list(2, 3));
    return sameChannels(cut, x);
  }

  @Override
  public GraphValue concat(List<GraphValue> parts, int axis) {
    return nodes.concat(axis, parts);
  }

  @Override
  public GraphValue permute(GraphValue x, int... axes) {
    return nodes.transpose(x, Arrays.stream(axes).asLongStream().toArray());
  }

  @Override
  public GraphValue reshape(GraphValue x, long... dims) {
    return nodes.reshape(x, dims);
  }

  @Override
  public GraphValue poolRegions(
      List<GraphValue> maps, List<Integer> strides, GraphValue regions, RegionPooling pooling) {
    return new RegionPoolingNodes(nodes, pooling).pool(maps, strides, regions);
  }

  private GraphValue withChannels(GraphValue value, int count) {
    channels.put(value, count);
    return value;
  }

  private GraphValue sameChannels(GraphValue value, GraphValue as) {
    Integer count = channels.get(as);
    return count == null ? value : withChannels(value, count);
  }

  private static long[] fourTimes(long padding) {
    return new long[] {padding, padding, padding, padding};
  }
}
