package dev.osprey.networks.layer;

import dev.osprey.networks.Initializer;

/**
 * How convolutions start. Peers differ here, and formula weights or a checkpoint hide it: only
 * training from scratch shows the difference.
 */
public record ConvInit(Initializer weight, Bias bias) {

  /** How biases start, where a convolution has one. */
  public enum Bias {
    ZERO,
    /** Uniform in ±1/√fanIn, fanIn being the weight's: torch's default. */
    FAN_IN_UNIFORM
  }

  /** Normal, variance 2 / fanOut: residual networks (He et al. 2015). */
  public static ConvInit kaimingNormalFanOut() {
    return new ConvInit(new Initializer.KaimingNormalFanOut(), Bias.ZERO);
  }

  /** Uniform, variance 1 / fanIn: torchvision's feature pyramid. */
  public static ConvInit kaimingUniform() {
    return new ConvInit(new Initializer.KaimingUniform(1), Bias.ZERO);
  }

  /** Uniform, variance 2 / (fanIn + fanOut): mmdetection's feature pyramid. */
  public static ConvInit xavierUniform() {
    return new ConvInit(new Initializer.XavierUniform(), Bias.ZERO);
  }

  /** Normal with one deviation for all: heads (Lin et al. 2017 take 0.01). */
  public static ConvInit normal(double std) {
    return new ConvInit(new Initializer.Normal(std), Bias.ZERO);
  }

  /** All weights 0. */
  public static ConvInit zero() {
    return new ConvInit(new Initializer.Constant(0), Bias.ZERO);
  }

  /** What torch does where nothing is said: weights and biases uniform in ±1/√fanIn. */
  public static ConvInit torchDefault() {
    return new ConvInit(new Initializer.KaimingUniform(Math.sqrt(5)), Bias.FAN_IN_UNIFORM);
  }

  public ConvInit with(Bias newBias) {
    return new ConvInit(weight, newBias);
  }

  Conv2d withoutBias(Conv2d.Shape shape) {
    return Conv2d.withoutBias(shape, weight);
  }

  /** A convolution with a bias that starts as said here. */
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
