package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.osprey.onnx.quantization.QuantizedNode.Kind;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes the quantised form of nodes: their inputs, their weights and biases, their result. */
final class QuantizedLayers {
  private final GraphUses uses;
  private final Map<String, QuantizedRange> ranges;
  private final QdqNodes out;
  private final Map<String, ChannelWeights> weights = new HashMap<>();
  private final Set<String> stored = new HashSet<>();

  QuantizedLayers(
      GraphProto graph,
      QuantizedNodes quantized,
      Map<String, QuantizedRange> ranges,
      QdqNodes out) {
    this.uses = new GraphUses(graph);
    this.ranges = ranges;
    this.out = out;
    quantizeWeights(quantized);
  }

  /**
   * Quantizes each weight once: the levels of a head share theirs, but not their inputs' ranges.
   */
  private void quantizeWeights(QuantizedNodes quantized) {
    Map<String, float[]> minimum = new HashMap<>();
    for (QuantizedNode node : quantized.all()) {
      if (node.kind() == Kind.WEIGHTED) {
        int channels = (int) uses.constant(node.weight()).getDims(0);
        float[] bias = node.hasBias() ? uses.floats(node.bias()) : new float[channels];
        float[] own = LayerBias.minimumWeightScales(bias, range(node.input()).scale());
        minimum.merge(node.weight(), own, QuantizedLayers::larger);
      }
    }
    minimum.forEach(
        (name, scales) -> {
          TensorProto tensor = uses.constant(name);
          ChannelWeights channels = ChannelWeights.of(uses.floats(name), scales);
          weights.put(name, channels);
          out.weights(name, tensor.getDimsList(), channels);
        });
  }

  private static float[] larger(float[] a, float[] b) {
    float[] larger = a.clone();
    for (int i = 0; i < b.length; i++) {
      larger[i] = Math.max(larger[i], b[i]);
    }
    return larger;
  }

  QuantizedRange range(String value) {
    return Objects.requireNonNull(ranges.get(value), value);
  }

  /**
   * Writes a node on the quantised forms of its inputs.
   *
   * @param result the name of what it gives, not yet quantised
   */
  void write(QuantizedNode node, String result) {
    requireLimit(node);
    NodeProto.Builder copy = node.node().toBuilder();
    String name = node.node().getName();
    List<String> inputs = node.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      String input = inputs.get(i);
      store(input);
      copy.setInput(i, out.dequantized(input, range(input), name + "_" + i));
    }
    if (node.kind() == Kind.WEIGHTED) {
      ChannelWeights channels = Objects.requireNonNull(weights.get(node.weight()));
      copy.setInput(1, out.dequantizedWeights(node.weight(), name));
      if (node.hasBias()) {
        float scale = range(node.input()).scale();
        int[] bias = LayerBias.quantized(uses.floats(node.bias()), scale, channels.scales());
        copy.setInput(2, out.bias(name, bias, scale, channels.scales()));
      }
    }
    out.add(
        copy.setName(result.equals(node.result()) ? name : result).setOutput(0, result).build());
  }

  private void requireLimit(QuantizedNode node) {
    if (!node.activation().isEmpty() && range(node.result()).zeroPoint() != 0) {
      throw new IllegalArgumentException(
          node.result() + ": a range with negative numbers does not replace " + node.activation());
    }
  }

  /** Quantizes a value once, after it has been computed. */
  void store(String value) {
    if (stored.add(value)) {
      out.quantize(value, range(value));
    }
  }
}
