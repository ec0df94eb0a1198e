package dev.osprey.detection.postprocess;

import dev.osprey.core.Ranking;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The pairs of anchor and class of one level whose score is above the threshold, and their order.
 *
 * @param classes K
 * @param positions anchor · K + class, from the level's first anchor; ascending
 * @param scores strictly above the threshold, one for each position
 * @param order indices of both by descending score, ties by the lower position
 */
record RankedLevel(int classes, long[] positions, float[] scores, int[] order) {

  /**
   * @param logits (R, outputs)
   */
  static RankedLevel of(Tensor logits, Scoring scoring, float threshold) {
    Tensor sortable = scoring.sortable(logits);
    int classes = Math.toIntExact(sortable.size(1));
    // reshape may view: the values are only read
    Tensor flat = sortable.reshape(-1);
    // NaN is greater than nothing: such scores end here
    Tensor indices = flat.gt(new Scalar(scoring.least(threshold))).nonzero().view(-1);
    long[] positions = Tensors.longs(indices);
    float[] scores = Tensors.floats(scoring.finish(flat.index_select(0, indices)));
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

  int size() {
    return order.length;
  }

  /** The best {@code size} of them. */
  Candidates best(int size, int firstAnchor) {
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
