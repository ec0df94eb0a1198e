package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Focal loss on logits (Lin et al. 2017, eq. 5), as torchvision computes it.
 *
 * @param alpha weight of positives; negatives have 1 - alpha. Below 0: no weighting
 * @param gamma how strongly easy examples are down-weighted
 */
public record FocalLoss(double alpha, double gamma) implements SigmoidLoss {
  private static final long NO_REDUCTION = 0;

  public FocalLoss {
    if (!(alpha <= 1 && gamma >= 0)) {
      throw new UserError(
          "focal loss: alpha is at most 1 and gamma at least 0, got "
              + alpha
              + " and "
              + gamma
              + " (usual: 0.25 and 2)");
    }
  }

  @Override
  public Tensor of(Tensor logits, Tensor targets) {
    TensorOptional none = new TensorOptional();
    Tensor crossEntropy =
        torch.binary_cross_entropy_with_logits(logits, targets, none, none, NO_REDUCTION);
    Tensor p = logits.sigmoid();
    // 1 - p_t for targets 0 and 1: p + t - 2pt
    Tensor miss = p.add(targets).sub(p.mul(targets).mul(new Scalar(2.0)));
    Tensor loss = crossEntropy.mul(power(miss));
    return alpha < 0 ? loss : loss.mul(AlphaBalance.of(targets, alpha));
  }

  /**
   * The same as the sum of {@link #of} over each row. Nearly all targets are 0, so all logits are
   * treated as such first, which takes a third of the operations, and those with target 1 are
   * corrected.
   */
  @Override
  public Tensor ofRows(Tensor logits, int[] labels, Device device) {
    Tensor rows = ofBackground(logits).sum(1);
    int[] positives = IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
    if (positives.length == 0) {
      return rows;
    }
    long classes = logits.size(1);
    long[] ones = Arrays.stream(positives).mapToLong(row -> row * classes + labels[row]).toArray();
    Tensor x = logits.reshape(-1).index_select(0, Tensors.of(ones, device, ones.length));
    long[] rowsOfOnes = Arrays.stream(positives).asLongStream().toArray();
    Tensor correction = ofObject(x).sub(ofBackground(x));
    return rows.index_add(0, Tensors.of(rowsOfOnes, device, rowsOfOnes.length), correction);
  }

  /** For targets 0: p^gamma · -log(1 - p). */
  private Tensor ofBackground(Tensor logits) {
    Tensor loss = power(logits.sigmoid()).mul(torch.softplus(logits));
    return alpha < 0 ? loss : loss.mul(new Scalar(1 - alpha));
  }

  /** For targets 1: (1 - p)^gamma · -log(p). */
  private Tensor ofObject(Tensor logits) {
    Tensor opposite = logits.neg();
    Tensor loss = power(opposite.sigmoid()).mul(torch.softplus(opposite));
    return alpha < 0 ? loss : loss.mul(new Scalar(alpha));
  }

  private Tensor power(Tensor miss) {
    return gamma == 2 ? miss.square() : miss.pow(new Scalar(gamma));
  }
}
