package dev.osprey.networks.layer;

import dev.osprey.networks.Initializer;
import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;

/** A fully connected layer: {@code x · weightᵀ + bias} over the last dimension. */
public final class Linear extends Module {
  private final int in;
  private final int out;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * @param in features of each row
   * @param out features of each result
   */
  public Linear(int in, int out, Initializer weight, Initializer bias) {
    this.in = in;
    this.out = out;
    this.weight = parameter("weight", new Parameter(Parameter.Kind.WEIGHT, weight, out, in));
    this.bias = parameter("bias", new Parameter(Parameter.Kind.WEIGHT, bias, out));
  }

  /** Weights and biases uniform in ±1/√in: torch's default. */
  public static Linear of(int in, int out) {
    Initializer uniform = new Initializer.Uniform(1 / Math.sqrt(in));
    return new Linear(in, out, uniform, uniform);
  }

  public int in() {
    return in;
  }

  public int out() {
    return out;
  }

  /** (out, in). */
  public Parameter weight() {
    return weight;
  }

  /** (out). */
  public Parameter bias() {
    return bias;
  }

  /** (R, in) to (R, out). */
  public <T> T forward(Ops<T> ops, T x) {
    return ops.linear(x, this);
  }
}
