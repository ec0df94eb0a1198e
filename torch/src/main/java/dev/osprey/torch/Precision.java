package dev.osprey.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.bytedeco.pytorch.global.torch;

/** The type that convolutions compute in. Weights, losses and boxes stay float32 in training. */
public enum Precision {
  @JsonProperty("float32")
  FLOAT32,
  /** Half the memory traffic; about three significant digits. */
  @JsonProperty("bfloat16")
  BFLOAT16;

  torch.ScalarType scalarType() {
    return this == FLOAT32 ? torch.ScalarType.Float : torch.ScalarType.BFloat16;
  }
}
