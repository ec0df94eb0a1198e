package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * A graph that gives, besides its results, a sample of some of its values: every n-th number, with
 * n odd and so large that there are at most {@link #LARGEST_SAMPLE}, then the minimum and the
 * maximum. All numbers of a network's values would need gigabytes.
 */
final class ObservedGraph {
  private static final long LARGEST_SAMPLE = 1 << 18;
  private static final String SAMPLE = "_sample";
  private static final String SIZE = "_size";

  private final GraphProto.Builder graph;

  private ObservedGraph(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** Returns the model with the samples and sizes of values as further outputs. */
  static ModelProto of(ModelProto model, Set<String> values) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    ObservedGraph observed = new ObservedGraph(graph);
    observed.addConstants();
    values.forEach(observed::observe);
    return model.toBuilder().setGraph(graph).build();
  }

  /** The output with the sample of a value. */
  static String sample(String value) {
    return value + SAMPLE;
  }

  /** The output with the number of numbers of a value, int64. */
  static String size(String value) {
    return value + SIZE;
  }

  private void addConstants() {
    constant("observed_all", -1, 1);
    constant("observed_first", 0, 1);
    constant("observed_end", Long.MAX_VALUE, 1);
    constant("observed_most", LARGEST_SAMPLE / 2, 0);
    constant("observed_two", 2, 0);
    constant("observed_one", 1, 0);
  }

  private void observe(String value) {
    String flat = node("Reshape", value + "_flat", value, "observed_all");
    String size = node("Size", size(value), flat);
    String half = node("Div", value + "_half_step", size, "observed_most");
    String even = node("Mul", value + "_even_step", half, "observed_two");
    String odd = node("Add", value + "_odd_step", even, "observed_one");
    String step = node("Reshape", value + "_step", odd, "observed_all");
    String some =
        node(
            "Slice",
            value + "_some",
            flat,
            "observed_first",
            "observed_end",
            "observed_first",
            step);
    String low = node("ReduceMin", value + "_low", flat);
    String high = node("ReduceMax", value + "_high", flat);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .setName(sample(value))
            .addInput(some)
            .addInput(low)
            .addInput(high)
            .addOutput(sample(value))
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(0)));
    output(sample(value), TensorProto.DataType.FLOAT, "S");
    output(size, TensorProto.DataType.INT64);
  }

  private String node(String type, String result, String... inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).setName(result).addOutput(result);
    for (String input : inputs) {
      node.addInput(input);
    }
    graph.addNode(node);
    return result;
  }

  private void constant(String name, long value, int dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(value);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .setRawData(ByteString.copyFrom(bytes.rewind()));
    if (dimensions > 0) {
      tensor.addDims(1);
    }
    graph.addInitializer(tensor);
  }

  private void output(String name, TensorProto.DataType type, String... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dimension + "_" + name));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(TypeProto.newBuilder().setTensorType(tensor)));
  }
}
