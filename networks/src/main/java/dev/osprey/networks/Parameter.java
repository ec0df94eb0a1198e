package dev.osprey.networks;

import java.util.Arrays;

/**
 * A named array of a network: its shape, how it starts, and whether training changes it. It holds
 * no values: each backend keeps its own. Two parameters are equal only if they are the same object.
 */
public final class Parameter {

  /** What training does with a parameter. */
  public enum Kind {
    /** Changed by the optimiser, unless frozen. */
    WEIGHT,
    /** Never seen by the optimiser: running statistics, the affine part of a frozen norm. */
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
