package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes a float graph with quantised layers in QDQ form: {@code QuantizeLinear} after each value
 * and {@code DequantizeLinear} before each layer, which engines fuse with it into an operation on
 * integers, and others compute as they are. Values are uint8, weights int8 per output channel,
 * biases int32.
 */
final class QdqGraph {
  private final GraphProto graph;
  private final QuantizedNodes quantized;
  private final QdqNodes out;
  private final QuantizedLayers layers;
  private final Set<String> restored = new HashSet<>();

  private QdqGraph(GraphProto graph, QuantizedNodes quantized, Map<String, QuantizedRange> ranges) {
    this.graph = graph;
    this.quantized = quantized;
    this.out = new QdqNodes(graph);
    this.layers = new QuantizedLayers(graph, quantized, ranges, out);
  }

  /**
   * Writes the graph of a model.
   *
   * @param ranges of all quantised values
   * @param floatLayers names of layers that stay float32
   */
  static ModelProto of(
      ModelProto model, Map<String, QuantizedRange> ranges, Set<String> floatLayers) {
    GraphProto graph = model.getGraph();
    QuantizedNodes quantized = QuantizedNodes.of(graph, floatLayers);
    return model.toBuilder().setGraph(new QdqGraph(graph, quantized, ranges).write()).build();
  }

  private GraphProto write() {
    for (NodeProto node : graph.getNodeList()) {
      QuantizedNode integer = quantized.get(node);
      if (integer != null) {
        layers.write(integer, integer.result());
        layers.store(integer.result());
      } else if (!quantized.isReplaced(node)) {
        writeFloat(node);
      }
    }
    return out.graph();
  }

  /** Writes a float node; it gets the integers of quantised results as floats. */
  private void writeFloat(NodeProto node) {
    NodeProto.Builder copy = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (quantized.isResult(input)) {
        copy.setInput(i, floats(input, node));
      }
    }
    out.add(copy.build());
  }

  private String floats(String value, NodeProto reader) {
    return switch (reader.getOpType()) {
      case "Shape" -> QdqNodes.stored(value);
      case "Conv", "ConvTranspose", "Gemm" ->
          out.limited(restored(value), layers.range(value), reader.getName());
      default -> restored(value);
    };
  }

  private String restored(String value) {
    return restored.add(value)
        ? out.dequantized(value, layers.range(value), "float")
        : QdqNodes.dequantizedName(value, "float");
  }
}
