package dev.osprey.networks.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Which norm follows a convolution. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NormConfig.None.class, name = "none"),
  @JsonSubTypes.Type(value = NormConfig.Batch.class, name = "batch"),
  @JsonSubTypes.Type(value = NormConfig.Group.class, name = "group")
})
public sealed interface NormConfig {
  Norm build(int channels);

  /** No norm: the convolution has a bias. */
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
    public static Batch of(BatchNorm.Mode mode) {
      return new Batch(mode, 1e-5, 0.1);
    }

    @Override
    public Norm build(int channels) {
      return new BatchNorm(channels, mode, eps, momentum);
    }
  }

  /** Group norm; torch's default eps is 1e-5. */
  record Group(int groups, double eps) implements NormConfig {
    @Override
    public Norm build(int channels) {
      return new GroupNorm(channels, groups, eps);
    }
  }
}
