package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the nodes and constants of a graph in QDQ form, in order. */
final class QdqNodes {
  private final GraphProto source;
  private final GraphProto.Builder graph;
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();

  /**
   * Creates an empty graph.
   *
   * @param source whose inputs, outputs and constants it keeps
   */
  QdqNodes(GraphProto source) {
    this.source = source;
    this.graph = source.toBuilder().clearNode().clearInitializer();
  }

  void add(NodeProto node) {
    graph.addNode(node);
  }

  /** The name of the uint8 form of a value. */
  static String stored(String value) {
    return value + "_uint8";
  }

  static String dequantizedName(String value, String reader) {
    return value + "_for_" + reader;
  }

  void quantize(String value, QuantizedRange range) {
    graph.addNode(
        node("QuantizeLinear", stored(value))
            .addInput(value)
            .addInput(scale(value, range))
            .addInput(zeroPoint(value, range))
            .addOutput(stored(value)));
  }

  /** Adds the float form of a quantised value for one reader, and returns its name. */
  String dequantized(String value, QuantizedRange range, String reader) {
    String name = dequantizedName(value, reader);
    graph.addNode(
        node("DequantizeLinear", name)
            .addInput(stored(value))
            .addInput(scale(value, range))
            .addInput(zeroPoint(value, range))
            .addOutput(name));
    return name;
  }

  /**
   * Adds limits that a dequantised value keeps anyway, and returns the name of the result. ONNX
   * Runtime quantises the weights of a float layer between DequantizeLinear and QuantizeLinear,
   * with one scale for all channels (WeightBiasQuantization); a node between them prevents it.
   */
  String limited(String value, QuantizedRange range, String reader) {
    String name = dequantizedName(value, reader);
    graph.addNode(
        node("Clip", name)
            .addInput(value)
            .addInput(limit(name + "_low", range.lowest()))
            .addInput(limit(name + "_high", range.highest()))
            .addOutput(name));
    return name;
  }

  private String limit(String name, double limit) {
    return constant(name, TensorProto.DataType.FLOAT, List.of(), floats((float) limit));
  }

  /** Adds the rounding of a value to its range, and returns the name of the rounded floats. */
  String rounded(String value, QuantizedRange range) {
    quantize(value, range);
    return dequantized(value, range, "float");
  }

  void addOutput(ValueInfoProto output) {
    graph.addOutput(output);
  }

  private String scale(String value, QuantizedRange range) {
    return constant(value + "_scale", TensorProto.DataType.FLOAT, List.of(), floats(range.scale()));
  }

  private String zeroPoint(String value, QuantizedRange range) {
    return constant(
        value + "_zero_point",
        TensorProto.DataType.UINT8,
        List.of(),
        ByteString.copyFrom(new byte[] {(byte) range.zeroPoint()}));
  }

  /** Adds weights in int8 with their scales. */
  void weights(String name, List<Long> shape, ChannelWeights weights) {
    var unused =
        constant(
            name + "_int8",
            TensorProto.DataType.INT8,
            shape,
            ByteString.copyFrom(weights.values()));
    int channels = weights.scales().length;
    unused =
        constant(
            name + "_scales",
            TensorProto.DataType.FLOAT,
            List.of((long) channels),
            floats(weights.scales()));
    unused =
        constant(
            name + "_zero_points",
            TensorProto.DataType.INT8,
            List.of((long) channels),
            ByteString.copyFrom(new byte[channels]));
  }

  /** Adds the float form of weights for one reader, and returns its name. */
  String dequantizedWeights(String weight, String reader) {
    String name = dequantizedName(weight, reader);
    graph.addNode(
        node("DequantizeLinear", name)
            .addInput(weight + "_int8")
            .addInput(weight + "_scales")
            .addInput(weight + "_zero_points")
            .addOutput(name)
            .addAttribute(firstAxis()));
    return name;
  }

  /** Adds the bias of a node, and returns the name of its float form. */
  String bias(String node, int[] bias, float inputScale, float[] weightScales) {
    float[] scales = new float[bias.length];
    for (int c = 0; c < bias.length; c++) {
      scales[c] = inputScale * weightScales[c];
    }
    List<Long> shape = List.of((long) bias.length);
    String name = node + "_bias";
    graph.addNode(
        node("DequantizeLinear", name)
            .addInput(constant(node + "_bias_int32", TensorProto.DataType.INT32, shape, ints(bias)))
            .addInput(
                constant(node + "_bias_scales", TensorProto.DataType.FLOAT, shape, floats(scales)))
            .addOutput(name)
            .addAttribute(firstAxis()));
    return name;
  }

  private static AttributeProto firstAxis() {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeProto.AttributeType.INT)
        .setI(0)
        .build();
  }

  private static NodeProto.Builder node(String type, String name) {
    return NodeProto.newBuilder().setOpType(type).setName(name + "_" + type);
  }

  private String constant(
      String name, TensorProto.DataType type, List<Long> shape, ByteString content) {
    constants.putIfAbsent(
        name,
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(shape)
            .setRawData(content)
            .build());
    return name;
  }

  private static ByteString floats(float... values) {
    ByteBuffer bytes = littleEndian(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  private static ByteString ints(int... values) {
    ByteBuffer bytes = littleEndian(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the graph with the constants that its nodes use. */
  GraphProto graph() {
    Set<String> used = new HashSet<>();
    graph.getNodeList().forEach(node -> used.addAll(node.getInputList()));
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(used::add);
    GraphProto.Builder whole = graph.clone();
    for (TensorProto tensor : source.getInitializerList()) {
      if (used.contains(tensor.getName())) {
        whole.addInitializer(tensor);
      }
    }
    constants.values().forEach(whole::addInitializer);
    return whole.build();
  }
}
