package dev.osprey.onnx.graph;

/** The types of elements that our graphs hold, with their numbers in ONNX's {@code TensorProto}. */
public enum ElementType {
  FLOAT(1),
  UINT8(2),
  INT32(6),
  INT64(7),
  BOOL(9),
  /** For positions and sizes alone, where the rule itself is one of doubles. */
  DOUBLE(11);

  private final int number;

  ElementType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
