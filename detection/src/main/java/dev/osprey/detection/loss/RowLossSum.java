package dev.osprey.detection.loss;

import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The sum of a loss over many rows of logits. It is computed block by block, and the gradient of
 * each block with it, so that of all the loss computes only one tensor of the size of the logits is
 * kept until the backward pass: their gradient. A block fits into the processor's cache.
 */
final class RowLossSum {
  /** Number of logits of a block on the CPU: 2 MiB. */
  private static final int BLOCK = 1 << 19;

  /** The loss of some rows. */
  @FunctionalInterface
  interface Rows {
    /**
     * Returns the sum over a block.
     *
     * @param logits float32 (count, C)
     * @param start the first row
     */
    Tensor of(Tensor logits, int start, int count);
  }

  private RowLossSum() {}

  /**
   * Returns the sum over all rows; a gradient passes to the logits if they need one.
   *
   * @param logits (R, C)
   */
  static Tensor of(Tensor logits, Device device, Rows rows) {
    int size = (int) logits.size(0);
    Tensor sum = Tensors.zeros(device);
    Tensor gradient = logits.requires_grad() ? torch.zeros_like(logits.detach()) : null;
    int count = device.isCpu() ? (int) Math.max(1, BLOCK / Math.max(1, logits.size(1))) : size;
    for (int start = 0; start < size; start += count) {
      int end = Math.min(size, start + count);
      try (TensorScope scope = TensorScope.training()) {
        Tensor block = Tensors.toFloat(logits.detach().narrow(0, start, end - start)).detach();
        block.requires_grad_(gradient != null);
        Tensor loss = rows.of(block, start, end - start);
        sum.add_(loss.detach());
        if (gradient != null) {
          loss.backward();
          gradient.narrow(0, start, end - start).copy_(block.grad());
        }
      }
    }
    return gradient == null ? sum : withGradient(sum, logits, gradient);
  }

  /** A number with a given gradient: that of a linear function, whose own value is taken out. */
  private static Tensor withGradient(Tensor value, Tensor logits, Tensor gradient) {
    Tensor linear = torch.dot(logits.reshape(-1), gradient.reshape(-1));
    return Tensors.toFloat(linear.sub(linear.detach())).add(value);
  }
}
