package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.osprey.onnx.quantization.QuantizedNode.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a float graph that run on integers: convolutions and linear layers with constant
 * weights, and between them additions, maximum pooling, nearest resizing and leaky ReLU. Only a
 * network has such layers, so preprocessing and selection stay float32.
 */
final class QuantizedNodes {
  private final GraphUses uses;
  private final Set<String> floatLayers;
  private final Map<String, QuantizedNode> byName = new LinkedHashMap<>();
  private final Set<String> activations = new HashSet<>();

  /** The results of quantised nodes, each with the value whose range it has. */
  private final Map<String, String> results = new LinkedHashMap<>();

  private QuantizedNodes(GraphUses uses, Set<String> floatLayers) {
    this.uses = uses;
    this.floatLayers = floatLayers;
  }

  /**
   * Finds the nodes.
   *
   * @param floatLayers names of layers that stay float32
   */
  static QuantizedNodes of(GraphProto graph, Set<String> floatLayers) {
    QuantizedNodes found = new QuantizedNodes(new GraphUses(graph), floatLayers);
    graph.getNodeList().forEach(found::add); // in the order of computing
    return found;
  }

  private void add(NodeProto node) {
    switch (node.getOpType()) {
      case "Conv", "Gemm" -> {
        if (isLayer(node)) {
          addComputing(node, Kind.WEIGHTED);
        }
      }
      case "Add" -> {
        if (node.getInputList().stream().allMatch(results::containsKey)) {
          addComputing(node, Kind.ARITHMETIC);
        }
      }
      case "LeakyRelu" -> {
        if (results.containsKey(node.getInput(0))) {
          addComputing(node, Kind.ARITHMETIC);
        }
      }
      case "MaxPool", "Resize" -> {
        String range = results.get(node.getInput(0));
        if (range != null) {
          put(new QuantizedNode(node, Kind.PASSING, node.getOutput(0), ""), range);
        }
      }
      default -> {}
    }
  }

  private boolean isLayer(NodeProto node) {
    boolean constant = node.getInputList().stream().skip(1).allMatch(uses::isConstant);
    boolean usual = node.getOpType().equals("Conv") || isUsualGemm(node);
    return constant && usual && !floatLayers.contains(QuantizedNode.layer(node.getInput(1)));
  }

  /** Whether the weight is (out, in), as {@code Linear} has it. */
  private static boolean isUsualGemm(NodeProto node) {
    return node.getAttributeCount() == 1
        && node.getAttribute(0).getName().equals("transB")
        && node.getAttribute(0).getI() == 1;
  }

  private void addComputing(NodeProto node, Kind kind) {
    NodeProto next = uses.onlyUser(node.getOutput(0));
    QuantizedNode quantized =
        next != null && isLimit(next)
            ? new QuantizedNode(node, kind, next.getOutput(0), next.getName())
            : new QuantizedNode(node, kind, node.getOutput(0), "");
    put(quantized, quantized.result());
  }

  /**
   * Whether an activation only limits numbers to a range from 0: the range of its result does the
   * same.
   */
  private boolean isLimit(NodeProto node) {
    return node.getOpType().equals("Relu")
        || (node.getOpType().equals("Clip")
            && node.getInputCount() == 3
            && uses.isConstant(node.getInput(1))
            && uses.isConstant(node.getInput(2))
            && uses.floats(node.getInput(1))[0] == 0);
  }

  private void put(QuantizedNode node, String range) {
    byName.put(node.node().getName(), node);
    results.put(node.result(), range);
    if (!node.activation().isEmpty()) {
      activations.add(node.activation());
    }
  }

  @Nullable QuantizedNode get(NodeProto node) {
    return byName.get(node.getName());
  }

  Collection<QuantizedNode> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Whether a node is an activation that the range of its input's node replaces. */
  boolean isReplaced(NodeProto node) {
    return activations.contains(node.getName());
  }

  /** Whether a value is the result of a quantised node. */
  boolean isResult(String value) {
    return results.containsKey(value);
  }

  /** Returns the layers, in the order of computing. */
  Set<String> layers() {
    Set<String> layers = new LinkedHashSet<>();
    for (QuantizedNode node : byName.values()) {
      if (node.kind() == Kind.WEIGHTED) {
        layers.add(node.layer());
      }
    }
    return layers;
  }

  /** Returns the quantised values, each with the value whose range it has. */
  Map<String, String> ranges() {
    Map<String, String> ranges = new LinkedHashMap<>();
    for (QuantizedNode node : byName.values()) {
      for (String input : node.inputs()) {
        ranges.putIfAbsent(input, results.getOrDefault(input, input));
      }
      ranges.put(node.result(), results.getOrDefault(node.result(), node.result()));
    }
    return ranges;
  }

  /** Returns the integer attribute of a node, or a default. */
  static long attribute(NodeProto node, String name, long otherwise) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(otherwise);
  }
}
