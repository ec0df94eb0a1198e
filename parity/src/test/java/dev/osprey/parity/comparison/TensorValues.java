package dev.osprey.parity.comparison;

import dev.osprey.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Converts tensors to numbers that can be compared. */
public final class TensorValues {
  private TensorValues() {}

  public static Numbers of(Tensor tensor) {
    return Numbers.of(Tensors.floats(tensor), Tensors.shape(tensor));
  }

  /** Concatenates levels (N, R, K) to (N, all R, K). */
  public static Tensor concat(List<Tensor> levels) {
    return torch.cat(new TensorVector(levels.toArray(Tensor[]::new)), 1);
  }

  /** Returns the L2 norm of float32 values in float64. */
  public static double norm(Tensor tensor) {
    double squares = 0;
    for (float value : Tensors.floats(tensor)) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
