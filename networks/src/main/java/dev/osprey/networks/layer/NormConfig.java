package dev.osprey.networks.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.text.UserError;

/** Settings of the norm after a convolution. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NormConfig.None.class, name = "none"),
  @JsonSubTypes.Type(value = NormConfig.Batch.class, name = "batch"),
  @JsonSubTypes.Type(value = NormConfig.Group.class, name = "group")
})
public sealed interface NormConfig {
  Norm build(int channels);

  /** No norm; the convolution has a bias instead. */
  record None() implements NormConfig {
    @Override
    public Norm build(int channels) {
      return new NoNorm();
    }
  }

  /**
   * Batch norm.
   *
   * @param eps added to the variance; torch's default is 1e-5
   * @param momentum torch's default is 0.1
   */
  record Batch(BatchNorm.Mode mode, double eps, double momentum) implements NormConfig {
    public Batch {
      requireEps(eps);
      if (!(momentum >= 0 && momentum <= 1)) {
        throw new UserError(
            "batch norm: momentum is "
                + momentum
                + "; it is the share of each batch in the running statistics: give 0 to 1"
                + " (torch's default is 0.1)");
      }
    }

    public static Batch of(BatchNorm.Mode mode) {
      return new Batch(mode, 1e-5, 0.1);
    }

    @Override
    public Norm build(int channels) {
      return new BatchNorm(channels, mode, eps, momentum);
    }
  }

  /**
   * Group norm.
   *
   * @param groups must divide the channels; 32 is usual
   * @param eps torch's default is 1e-5
   */
  record Group(int groups, double eps) implements NormConfig {
    public Group {
      requireEps(eps);
      if (groups < 1) {
        throw new UserError("group norm: groups is " + groups + "; give 1 or more (usual: 32)");
      }
    }

    public static Group of(int groups) {
      return new Group(groups, 1e-5);
    }

    @Override
    public Norm build(int channels) {
      return new GroupNorm(channels, groups, eps);
    }
  }

  private static void requireEps(double eps) {
    if (!(eps >= 0)) {
      throw new UserError("norm: eps is " + eps + "; give 0 or more (torch's default is 1e-5)");
    }
  }
}
