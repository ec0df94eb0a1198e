package dev.osprey.networks.layer;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.Initializer;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.Parameter.Kind;

/** Group normalization (Wu &amp; He 2018), the same in training and inference. */
public final class GroupNorm extends Norm {
  private final int groups;
  private final double eps;
  private final Parameter weight;
  private final Parameter bias;

  public GroupNorm(int channels, int groups, double eps) {
    if (channels % groups != 0) {
      throw new UserError(
          "group norm: "
              + channels
              + " channels cannot be divided into "
              + groups
              + " groups; give a number of groups that divides the channels");
    }
    this.groups = groups;
    this.eps = eps;
    weight = parameter("weight", new Parameter(Kind.WEIGHT, new Initializer.Constant(1), channels));
    bias = parameter("bias", new Parameter(Kind.WEIGHT, new Initializer.Constant(0), channels));
  }

  public int groups() {
    return groups;
  }

  public double eps() {
    return eps;
  }

  public Parameter weight() {
    return weight;
  }

  public Parameter bias() {
    return bias;
  }

  @Override
  public <T> T forward(Ops<T> ops, T x) {
    return ops.groupNorm(x, this);
  }
}
