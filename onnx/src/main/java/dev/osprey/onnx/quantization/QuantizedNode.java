package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/**
 * A node of a graph that runs on integers.
 *
 * @param result the value that it gives: its own output, or that of an activation after it which
 *     the limits of the range replace
 * @param activation the name of that activation's node; empty if there is none
 */
record QuantizedNode(NodeProto node, Kind kind, String result, String activation) {

  /** What a node does with integers. */
  enum Kind {
    /** Multiplies with weights: a convolution or a linear layer. */
    WEIGHTED,
    /** Computes with its inputs, and gives a range of its own. */
    ARITHMETIC,
    /** Gives some of the numbers that it gets, in the same range. */
    PASSING
  }

  private static final int WEIGHT = 1;
  private static final int BIAS = 2;

  String weight() {
    return node.getInput(WEIGHT);
  }

  boolean hasBias() {
    return node.getInputCount() > BIAS;
  }

  String bias() {
    return node.getInput(BIAS);
  }

  String input() {
    return node.getInput(0);
  }

  /** The inputs that are quantised values. */
  List<String> inputs() {
    return kind == Kind.ARITHMETIC ? node.getInputList() : List.of(input());
  }

  /** The layer's name: the path of its weight without the last part. */
  String layer() {
    return layer(weight());
  }

  static String layer(String weight) {
    return weight.endsWith(".weight") ? weight.substring(0, weight.length() - 7) : weight;
  }
}
