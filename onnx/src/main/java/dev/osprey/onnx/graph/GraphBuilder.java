package dev.osprey.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.osprey.core.text.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds one graph: nodes, initializers, inputs and outputs. Nodes are numbered in the order in
 * which they are added, so that the same calls give the same bytes. Equal constants are written
 * once. Not thread-safe.
 */
public final class GraphBuilder {
  /**
   * The opset. RoiAlign has its coordinate mode since 16, which runtimes of 2022 support; the CPU
   * of ONNX Runtime 1.28 does not support RoiAlign of 22.
   */
  static final int OPSET = 16;

  private static final int IR_VERSION = 8;

  /** The maximum size of a protobuf message; larger weights would need a second file. */
  private static final long LARGEST_FILE = Integer.MAX_VALUE;

  /** Reserved for nodes, names and metadata. */
  private static final long ROOM_FOR_NODES = 64L << 20;

  private record Constant(ElementType type, List<Long> shape, ByteString content) {}

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<Constant, GraphValue> constants = new HashMap<>();
  private long initializerBytes;
  private int next;

  public GraphBuilder(String name) {
    graph.setName(name);
  }

  /** Adds a node with one result. */
  GraphValue node(String type, List<GraphValue> inputs, NodeAttribute... attributes) {
    return node(type, inputs, 1, attributes).get(0);
  }

  /** Adds a node with several results. */
  List<GraphValue> node(
      String type, List<GraphValue> inputs, int outputs, NodeAttribute... attributes) {
    String name = type + "_" + next++;
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).setName(name);
    inputs.forEach(input -> node.addInput(input.name()));
    List<GraphValue> results = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      String output = name.toLowerCase(Locale.ROOT) + (outputs > 1 ? "_" + i : "");
      node.addOutput(output);
      results.add(new GraphValue(output));
    }
    for (NodeAttribute attribute : attributes) {
      node.addAttribute(attribute.proto());
    }
    graph.addNode(node);
    return results;
  }

  /** Returns an optional input that is left out. */
  static GraphValue absent() {
    return new GraphValue("");
  }

  /** Adds weights with a name of their own, flat in C order. */
  public GraphValue initializer(String name, long[] shape, float[] values) {
    ByteBuffer bytes = littleEndian((long) Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    return initializer(name, ElementType.FLOAT, shape, bytes);
  }

  public GraphValue floats(long[] shape, float... values) {
    ByteBuffer bytes = littleEndian((long) Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    return constant(ElementType.FLOAT, shape, bytes);
  }

  GraphValue doubles(long[] shape, double... values) {
    ByteBuffer bytes = littleEndian((long) Double.BYTES * values.length);
    bytes.asDoubleBuffer().put(values);
    return constant(ElementType.DOUBLE, shape, bytes);
  }

  public GraphValue longs(long[] shape, long... values) {
    ByteBuffer bytes = littleEndian((long) Long.BYTES * values.length);
    bytes.asLongBuffer().put(values);
    return constant(ElementType.INT64, shape, bytes);
  }

  public GraphValue ints(long[] shape, int... values) {
    ByteBuffer bytes = littleEndian((long) Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return constant(ElementType.INT32, shape, bytes);
  }

  private GraphValue constant(ElementType type, long[] shape, ByteBuffer bytes) {
    // compare bytes, not numbers: 0 and -0 are different constants
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    ByteString content = UnsafeByteOperations.unsafeWrap(bytes.duplicate().rewind());
    Constant key = new Constant(type, dimensions, content);
    GraphValue known = constants.get(key);
    if (known == null) {
      known = initializer("constant_" + constants.size(), type, shape, bytes);
      constants.put(key, known);
    }
    return known;
  }

  private GraphValue initializer(String name, ElementType type, long[] shape, ByteBuffer bytes) {
    requireRoom(bytes.capacity());
    ByteString raw = UnsafeByteOperations.unsafeWrap(bytes.rewind());
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.number()).setRawData(raw);
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return new GraphValue(name);
  }

  private void requireRoom(long more) {
    initializerBytes += more;
    if (initializerBytes > LARGEST_FILE - ROOM_FOR_NODES) {
      throw new UserError(
          "the model's weights are larger than 2 GB, which is the most that one ONNX file holds;"
              + " export a smaller network");
    }
  }

  private static ByteBuffer littleEndian(long bytes) {
    if (bytes > LARGEST_FILE - ROOM_FOR_NODES) {
      throw new UserError("one parameter alone is larger than the 2 GB that an ONNX file holds");
    }
    return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Declares an input.
   *
   * @param dimensions a number where it is fixed, a name where it is not
   */
  public GraphValue input(String name, ElementType type, Object... dimensions) {
    graph.addInput(declaration(name, type, dimensions));
    return new GraphValue(name);
  }

  /** Declares a value as an output with a name of its own. */
  public void output(GraphValue value, String name, ElementType type, Object... dimensions) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName("output_" + name)
            .addInput(value.name())
            .addOutput(name));
    graph.addOutput(declaration(name, type, dimensions));
  }

  private static ValueInfoProto declaration(String name, ElementType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      if (dimension instanceof Number number) {
        one.setDimValue(number.longValue());
      } else {
        one.setDimParam(dimension.toString());
      }
      shape.addDim(one);
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /**
   * Returns the complete model.
   *
   * @param metadata in the order in which it is written
   */
  public ModelProto model(Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("osprey")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }
}
