package dev.osprey.cli.options;

import dev.osprey.torch.Precision;
import java.util.Locale;

/** The values of {@code --precision}. */
enum PrecisionChoice {
  FLOAT32,
  BFLOAT16,
  FLOAT64,
  /** The network in 8-bit integers; only for files that were exported so. */
  INT8;

  /** The precision on libtorch, which has no int8. */
  Precision ofTorch() {
    return switch (this) {
      case FLOAT32 -> Precision.FLOAT32;
      case BFLOAT16 -> Precision.BFLOAT16;
      case FLOAT64 -> Precision.FLOAT64;
      case INT8 -> throw new IllegalStateException("int8 runs on ONNX Runtime alone");
    };
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
