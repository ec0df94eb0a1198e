package dev.osprey.networks;

import java.util.Arrays;

/**
 * A trainable array or a buffer of a network: its shape, its initializer, and whether training
 * changes it. It contains no values; each backend stores them. Parameters are compared by identity.
 */
public final class Parameter {

  /** The kind of a parameter: whether the optimizer updates it. */
  public enum Kind {
    /** Updated by the optimizer unless it is frozen. */
    WEIGHT,
    /** Never updated by the optimizer: running statistics, scale and shift of a frozen norm. */
    BUFFER
  }

  private final long[] shape;
  private final Initializer initializer;
  private final Kind kind;
  private boolean frozen;

  public Parameter(Kind kind, Initializer initializer, long... shape) {
    this.kind = kind;
    this.initializer = initializer;
    this.shape = shape.clone();
  }

  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long count() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  public Initializer initializer() {
    return initializer;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isTrainable() {
    return kind == Kind.WEIGHT && !frozen;
  }

  void freeze() {
    frozen = true;
  }
}
