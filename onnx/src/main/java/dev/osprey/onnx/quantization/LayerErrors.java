package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.osprey.data.ImageSource;
import dev.osprey.onnx.quantization.QuantizedNode.Kind;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import dev.osprey.onnx.runtime.OnnxSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The error that each layer's quantisation adds to its own result. The float graph runs with a
 * quantised twin beside each layer, which gets the layer's exact input.
 */
final class LayerErrors {
  private static final String TWIN = "_twin";
  private static final String ERROR = "_error";
  private static final String SIGNAL = "_signal";

  /** The sums of squares of a layer's results and of their errors, over all levels and images. */
  private static final class Sums {
    private double signal;
    private double error;

    double decibels() {
      return 10 * Math.log10((signal + Double.MIN_NORMAL) / (error + Double.MIN_NORMAL));
    }
  }

  private final QuantizedNodes quantized;
  private final QdqNodes out;

  private LayerErrors(QuantizedNodes quantized, QdqNodes out) {
    this.quantized = quantized;
    this.out = out;
  }

  /**
   * Returns the ratio of signal to quantisation noise of each layer's result, in decibels: the
   * smaller, the more sensitive.
   *
   * @param model that takes images
   */
  static Map<String, Double> decibels(
      ModelProto model, Map<String, QuantizedRange> ranges, List<ImageSource> images) {
    GraphProto graph = model.getGraph();
    QuantizedNodes quantized = QuantizedNodes.of(graph, Set.of());
    LayerErrors errors = new LayerErrors(quantized, new QdqNodes(graph));
    ModelProto twins = model.toBuilder().setGraph(errors.write(graph, ranges)).build();
    Map<String, Sums> sums = new LinkedHashMap<>();
    quantized.layers().forEach(layer -> sums.put(layer, new Sums()));
    try (OnnxSession session = TemporaryModel.open(twins, file -> OnnxSession.open(file, 0))) {
      for (ImageSource image : images) {
        errors.add(session.run(List.of(image.read())), sums);
      }
    }
    Map<String, Double> decibels = new LinkedHashMap<>();
    sums.forEach((layer, sum) -> decibels.put(layer, sum.decibels()));
    return decibels;
  }

  private void add(Map<String, OnnxSession.Output> outputs, Map<String, Sums> sums) {
    for (QuantizedNode node : quantized.all()) {
      if (node.kind() == Kind.WEIGHTED) {
        Sums sum = Objects.requireNonNull(sums.get(node.layer()));
        sum.signal += Objects.requireNonNull(outputs.get(node.result() + SIGNAL)).floats()[0];
        sum.error += Objects.requireNonNull(outputs.get(node.result() + ERROR)).floats()[0];
      }
    }
  }

  private GraphProto write(GraphProto graph, Map<String, QuantizedRange> ranges) {
    QuantizedLayers layers = new QuantizedLayers(graph, quantized, ranges, out);
    graph.getNodeList().forEach(out::add);
    for (QuantizedNode node : quantized.all()) {
      if (node.kind() == Kind.WEIGHTED) {
        String twin = node.result() + TWIN;
        layers.write(node, twin);
        String rounded = out.rounded(twin, layers.range(node.result()));
        String difference = node.result() + "_difference";
        out.add(node("Sub", difference, node.result(), rounded).build());
        addOutput("ReduceSumSquare", difference, node.result() + ERROR);
        addOutput("ReduceSumSquare", node.result(), node.result() + SIGNAL);
      }
    }
    return out.graph();
  }

  private void addOutput(String type, String value, String name) {
    out.add(
        node(type, name, value)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("keepdims")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(0))
            .build());
    TypeProto.Tensor number =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()).build();
    out.addOutput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(TypeProto.newBuilder().setTensorType(number))
            .build());
  }

  private static NodeProto.Builder node(String type, String result, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(result)
        .addOutput(result)
        .addAllInput(List.of(inputs));
  }
}
