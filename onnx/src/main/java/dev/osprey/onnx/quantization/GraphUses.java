package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who uses each value of a graph, and the numbers of its constants. */
final class GraphUses {
  private final Map<String, List<NodeProto>> users = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  GraphUses(GraphProto graph) {
    for (NodeProto node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        users.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
    }
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
  }

  /** Returns the only node that uses a value; null if there are others, or it is an output. */
  @Nullable NodeProto onlyUser(String value) {
    List<NodeProto> all = users.getOrDefault(value, List.of());
    return all.size() == 1 && !outputs.contains(value) ? all.get(0) : null;
  }

  /** Whether a value is a float32 constant. */
  boolean isConstant(String value) {
    TensorProto tensor = constants.get(value);
    return tensor != null && tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
  }

  TensorProto constant(String value) {
    TensorProto tensor = constants.get(value);
    if (tensor == null) {
      throw new IllegalArgumentException(value + " is no constant");
    }
    return tensor;
  }

  /** Returns the numbers of a float32 constant, flat in C order. */
  float[] floats(String value) {
    TensorProto tensor = constant(value);
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
