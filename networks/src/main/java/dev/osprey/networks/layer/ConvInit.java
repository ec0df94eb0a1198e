package dev.osprey.networks.layer;

import dev.osprey.networks.Initializer;

/**
 * The initializers of the weight and the bias of convolutions. The peers differ in them, which only
 * matters for training from random weights.
 */
public record ConvInit(Initializer weight, Bias bias) {

  /** The initial values of biases. */
  public enum Bias {
    ZERO,
    /** Uniform in ±1/√fanIn, fanIn being the weight's: torch's default. */
    FAN_IN_UNIFORM
  }

  /** Normal with variance 2 / fanOut, as in residual networks (He et al. 2015). */
  public static ConvInit kaimingNormalFanOut() {
    return new ConvInit(new Initializer.KaimingNormalFanOut(), Bias.ZERO);
  }

  /** Uniform with variance 1 / fanIn, as in torchvision's feature pyramid. */
  public static ConvInit kaimingUniform() {
    return new ConvInit(new Initializer.KaimingUniform(1), Bias.ZERO);
  }

  /** Uniform with variance 2 / (fanIn + fanOut), as in mmdetection's feature pyramid. */
  public static ConvInit xavierUniform() {
    return new ConvInit(new Initializer.XavierUniform(), Bias.ZERO);
  }

  /** Normal with a fixed standard deviation, as in heads (0.01 in Lin et al. 2017). */
  public static ConvInit normal(double std) {
    return new ConvInit(new Initializer.Normal(std), Bias.ZERO);
  }

  /** Weights that are all 0. */
  public static ConvInit zero() {
    return new ConvInit(new Initializer.Constant(0), Bias.ZERO);
  }

  /** The default of torch's convolutions: weights and biases uniform in ±1/√fanIn. */
  public static ConvInit torchDefault() {
    return new ConvInit(new Initializer.KaimingUniform(Math.sqrt(5)), Bias.FAN_IN_UNIFORM);
  }

  public ConvInit with(Bias newBias) {
    return new ConvInit(weight, newBias);
  }

  Conv2d withoutBias(Conv2d.Shape shape) {
    return Conv2d.withoutBias(shape, weight);
  }

  /** Returns a convolution with a bias and these initializers. */
  public Conv2d withBias(Conv2d.Shape shape) {
    double fanIn = (double) shape.in() / shape.groups() * shape.kernel() * shape.kernel();
    Initializer start =
        switch (bias) {
          case ZERO -> new Initializer.Constant(0);
          case FAN_IN_UNIFORM -> new Initializer.Uniform(1 / Math.sqrt(fanIn));
        };
    return Conv2d.withBias(shape, weight, start);
  }
}
