package dev.osprey.detection.postprocess;

import dev.osprey.core.Ranking;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The pairs of anchor and class of one level whose score is above a threshold, and their order.
 *
 * @param classes K
 * @param positions anchor · K + class, from the level's first anchor; ascending
 * @param scores strictly above the threshold, one for each position
 * @param order indices of both by descending score, ties by the lower position
 */
public record RankedLevel(int classes, long[] positions, float[] scores, int[] order) {
  /** Logits this close below the threshold are kept at first; then the score itself is compared. */
  private static final double MARGIN = 1e-3;

  /**
   * The pairs of a level.
   *
   * @param logits (R, outputs)
   * @param threshold scores are strictly above it
   */
  public static RankedLevel of(Tensor logits, Scoring scoring, float threshold) {
    boolean sigmoid = scoring == Scoring.SIGMOID;
    // the sigmoid grows with the logit, so it is computed for the remaining logits only; a softmax
    // needs all
    Tensor sortable = sigmoid ? logits : scoring.scores(logits.to(ScalarType.Float)); // (R, K)
    double minimum = sigmoid ? Math.log(threshold / (1.0 - threshold)) - MARGIN : threshold;
    int classes = Math.toIntExact(sortable.size(1));
    // reshape may view: the values are only read
    Tensor flat = sortable.reshape(-1); // (R * K)
    // NaN is not greater than any number, so such scores are dropped here
    Tensor indices = flat.gt(new Scalar(minimum)).nonzero().view(-1); // (P)
    long[] positions = Tensors.longs(indices);
    Tensor chosen = flat.index_select(0, indices).to(ScalarType.Float);
    float[] scores = Tensors.floats(sigmoid ? chosen.sigmoid() : chosen);
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > threshold) {
        positions[count] = positions[i];
        scores[count++] = scores[i];
      }
    }
    float[] above = Arrays.copyOf(scores, count);
    return new RankedLevel(
        classes, Arrays.copyOf(positions, count), above, Ranking.descending(above));
  }

  /** How many pairs there are. */
  public int size() {
    return order.length;
  }

  /** The score of a rank, from 0. */
  public float score(int rank) {
    return scores[order[rank]];
  }

  /** How many scores are above a bound. */
  public int countAbove(float bound) {
    int count = 0;
    while (count < order.length && score(count) > bound) {
      count++;
    }
    return count;
  }
}
