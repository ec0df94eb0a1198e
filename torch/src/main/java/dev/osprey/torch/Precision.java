package dev.osprey.torch;

import org.bytedeco.pytorch.global.torch;

/** The floating-point type that networks compute in. Losses and boxes stay float32. */
public enum Precision {
  FLOAT32,
  /**
   * 16 bits with about three significant digits and half the memory traffic. Weights stay float32
   * in training.
   */
  BFLOAT16,
  /**
   * 64 bits, for checks in which float32 rounding would hide differences. Weights are float64 too.
   */
  FLOAT64;

  public torch.ScalarType scalarType() {
    return switch (this) {
      case FLOAT32 -> torch.ScalarType.Float;
      case BFLOAT16 -> torch.ScalarType.BFloat16;
      case FLOAT64 -> torch.ScalarType.Double;
    };
  }
}
