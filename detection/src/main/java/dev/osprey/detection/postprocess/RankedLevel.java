package dev.osprey.detection.postprocess;

import dev.osprey.core.Ranking;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The pairs of anchor and class of one level whose score is above the threshold, and their order.
 *
 * @param classes K
 * @param positions anchor · K + class, from the level's first anchor; ascending
 * @param scores strictly above the threshold, one for each position
 * @param order indices of both by descending score, ties by the lower position
 */
public record RankedLevel(int classes, long[] positions, float[] scores, int[] order) {
  /** Logits this close below the threshold are looked at; the score itself decides. */
  private static final double MARGIN = 1e-3;

  /**
   * @param logits (R, outputs)
   */
  static RankedLevel of(Tensor logits, Scoring scoring, float threshold) {
    boolean sigmoid = scoring == Scoring.SIGMOID;
    // the sigmoid grows with the logit, so it waits until few are left; a softmax needs all
    Tensor sortable = sigmoid ? logits : scoring.scores(logits.to(ScalarType.Float));
    double least = sigmoid ? Math.log(threshold / (1.0 - threshold)) - MARGIN : threshold;
    int classes = Math.toIntExact(sortable.size(1));
    // reshape may view: the values are only read
    Tensor flat = sortable.reshape(-1);
    // NaN is greater than nothing: such scores end here
    Tensor indices = flat.gt(new Scalar(least)).nonzero().view(-1);
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

  /** The best {@code size} of them. */
  public Candidates best(int size, int firstAnchor) {
    Candidates best = new Candidates(new int[size], new int[size], new float[size]);
    for (int i = 0; i < size; i++) {
      long position = positions[order[i]];
      best.anchors()[i] = firstAnchor + (int) (position / classes);
      best.labels()[i] = (int) (position % classes);
      best.scores()[i] = scores[order[i]];
    }
    return best;
  }
}
