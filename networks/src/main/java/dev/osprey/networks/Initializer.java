package dev.osprey.networks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The initial values of a parameter. Fans are those of the shape (out, in / groups, kh, kw): {@code
 * fanIn} is the product of all dimensions but the first, {@code fanOut} the first times the
 * kernel's area, as in torch.nn.init.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Initializer.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = Initializer.Normal.class, name = "normal"),
  @JsonSubTypes.Type(value = Initializer.Uniform.class, name = "uniform"),
  @JsonSubTypes.Type(
      value = Initializer.KaimingNormalFanOut.class,
      name = "kaiming-normal-fan-out"),
  @JsonSubTypes.Type(value = Initializer.KaimingUniform.class, name = "kaiming-uniform"),
  @JsonSubTypes.Type(value = Initializer.XavierUniform.class, name = "xavier-uniform")
})
public sealed interface Initializer {

  /** Fills {@code values}, flat in C order, for an array of {@code shape}. */
  void fill(float[] values, long[] shape, RandomGenerator random);

  /** The same value everywhere. */
  record Constant(double value) implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, RandomGenerator random) {
      Arrays.fill(values, (float) value);
    }
  }

  /** Normal with mean 0. */
  record Normal(double std) implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, RandomGenerator random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * std);
      }
    }
  }

  /** Uniform in [-bound, bound). */
  record Uniform(double bound) implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, RandomGenerator random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
    }
  }

  /**
   * Normal with variance 2 / fanOut: He et al. 2015 for ReLU, fan out. Older code writes the same
   * formula as {@code sqrt(2 / (kernel² · out))}, for grouped convolutions too: like torch's, this
   * fan out does not divide by the groups.
   */
  record KaimingNormalFanOut() implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, RandomGenerator random) {
      new Normal(Math.sqrt(2.0 / fanOut(shape))).fill(values, shape, random);
    }
  }

  /**
   * Kaiming uniform: uniform with variance 2 / ((1 + slope²) fanIn). torchvision's FPN uses slope
   * 1; slope √5 is the default of torch's convolutions.
   */
  record KaimingUniform(double slope) implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, RandomGenerator random) {
      double std = Math.sqrt(2.0 / ((1 + slope * slope) * fanIn(shape)));
      new Uniform(Math.sqrt(3.0) * std).fill(values, shape, random);
    }
  }

  /** Uniform with variance 2 / (fanIn + fanOut): Glorot &amp; Bengio 2010. */
  record XavierUniform() implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, RandomGenerator random) {
      new Uniform(Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)))).fill(values, shape, random);
    }
  }

  private static long fanIn(long[] shape) {
    long fan = 1;
    for (int i = 1; i < shape.length; i++) {
      fan *= shape[i];
    }
    return fan;
  }

  private static long fanOut(long[] shape) {
    return shape[0] * fanIn(shape) / shape[1];
  }
}
