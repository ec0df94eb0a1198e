package dev.osprey.onnx.graph;

/** The element types of tensors in a graph, with their numbers in ONNX's {@code TensorProto}. */
public enum ElementType {
  FLOAT(1),
  UINT8(2),
  INT32(6),
  INT64(7),
  BOOL(9),
  /** Used only for positions whose rule is defined in doubles. */
  DOUBLE(11);

  private final int number;

  ElementType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
