package dev.osprey.networks.layer;

import dev.osprey.networks.Initializer;
import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import org.jspecify.annotations.Nullable;

/** A 2D convolution with a square kernel. */
public final class Conv2d extends Module {

  /**
   * @param in input channels
   * @param out output channels
   * @param kernel side of the kernel in pixels
   * @param groups number of groups that the channels are split into; divides {@code in} and {@code
   *     out}
   */
  public record Shape(
      int in, int out, int kernel, int stride, int padding, int dilation, int groups) {
    public Shape {
      if (groups < 1 || in % groups != 0 || out % groups != 0) {
        throw new IllegalArgumentException(
            "convolution: "
                + in
                + " to "
                + out
                + " channels cannot be divided into "
                + groups
                + " groups");
      }
    }

    /** A shape whose padding keeps the size at stride 1. */
    public static Shape same(int in, int out, int kernel, int stride) {
      return new Shape(in, out, kernel, stride, kernel / 2, 1, 1);
    }

    public static Shape depthwise(int channels, int stride) {
      return same(channels, channels, 3, stride).grouped(channels);
    }

    public Shape grouped(int newGroups) {
      return new Shape(in, out, kernel, stride, padding, dilation, newGroups);
    }
  }

  private final Shape shape;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  private Conv2d(Shape shape, Initializer weight, @Nullable Initializer bias) {
    this.shape = shape;
    this.weight =
        parameter(
            "weight",
            new Parameter(
                Parameter.Kind.WEIGHT,
                weight,
                shape.out,
                shape.in / shape.groups,
                shape.kernel,
                shape.kernel));
    this.bias =
        bias == null
            ? null
            : parameter("bias", new Parameter(Parameter.Kind.WEIGHT, bias, shape.out));
  }

  public static Conv2d withBias(Shape shape, Initializer weight, Initializer bias) {
    return new Conv2d(shape, weight, bias);
  }

  public static Conv2d withoutBias(Shape shape, Initializer weight) {
    return new Conv2d(shape, weight, null);
  }

  public Shape shape() {
    return shape;
  }

  /** (out, in / groups, kernel, kernel). */
  public Parameter weight() {
    return weight;
  }

  /** (out), or null if the convolution has no bias. */
  public @Nullable Parameter bias() {
    return bias;
  }

  public <T> T forward(Ops<T> ops, T x) {
    return ops.conv2d(x, this);
  }
}
