package dev.osprey.networks.layer;

/**
 * A convolution with its norm and activation, run as one step. The owner names the two modules,
 * because peers differ: {@code conv1} and {@code bn1} in a residual block, {@code 0} and {@code 1}
 * in a sequence.
 */
public final class ConvNorm {
  private final Conv2d conv;
  private final Norm norm;
  private final Activation activation;

  public ConvNorm(Conv2d conv, Norm norm, Activation activation) {
    this.conv = conv;
    this.norm = norm;
    this.activation = activation;
  }

  /** Returns a new block. The convolution has a bias only if no norm follows. */
  public static ConvNorm of(
      Conv2d.Shape shape, NormConfig norm, ConvInit init, Activation activation) {
    Conv2d conv = norm instanceof NormConfig.None ? init.withBias(shape) : init.withoutBias(shape);
    return new ConvNorm(conv, norm.build(shape.out()), activation);
  }

  public Conv2d conv() {
    return conv;
  }

  public Norm norm() {
    return norm;
  }

  public Activation activation() {
    return activation;
  }

  public <T> T forward(Ops<T> ops, T x) {
    return ops.convNorm(x, this);
  }
}
