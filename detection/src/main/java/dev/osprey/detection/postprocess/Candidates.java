package dev.osprey.detection.postprocess;

import dev.osprey.core.Ranking;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What may become a detection: pairs of anchor and class with a score.
 *
 * @param anchors index over all levels
 * @param labels from 0
 * @param scores strictly above the threshold; within a level descending
 */
record Candidates(int[] anchors, int[] labels, float[] scores) {
  /** Logits this close below the threshold are looked at; the score itself decides. */
  private static final double MARGIN = 1e-3;

  static Candidates none() {
    return new Candidates(new int[0], new int[0], new float[0]);
  }

  /**
   * The best of one level of one picture, ties by the lower index.
   *
   * @param logits (R, K)
   * @param firstAnchor index of the level's first anchor
   */
  static Candidates of(Tensor logits, int firstAnchor, float threshold, @Nullable Integer topK) {
    int classes = Math.toIntExact(logits.size(1));
    // reshape may view: the values are only read
    Tensor flat = logits.reshape(-1);
    double leastLogit = Math.log(threshold / (1.0 - threshold)) - MARGIN;
    Tensor indices = flat.gt(new Scalar(leastLogit)).nonzero().view(-1);
    long[] positions = Tensors.longs(indices);
    float[] scores = Tensors.floats(flat.index_select(0, indices).to(ScalarType.Float).sigmoid());
    int[] above = new int[scores.length];
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > threshold) {
        above[count++] = i;
      }
    }
    return pick(positions, scores, Arrays.copyOf(above, count), classes, firstAnchor, topK);
  }

  private static Candidates pick(
      long[] positions,
      float[] scores,
      int[] above,
      int classes,
      int firstAnchor,
      @Nullable Integer topK) {
    float[] scoresAbove = new float[above.length];
    for (int i = 0; i < above.length; i++) {
      scoresAbove[i] = scores[above[i]];
    }
    int[] order = Ranking.descending(scoresAbove);
    int size = topK == null ? order.length : Math.min(topK, order.length);
    Candidates best = new Candidates(new int[size], new int[size], new float[size]);
    for (int i = 0; i < size; i++) {
      long position = positions[above[order[i]]];
      best.anchors[i] = firstAnchor + (int) (position / classes);
      best.labels[i] = (int) (position % classes);
      best.scores[i] = scoresAbove[order[i]];
    }
    return best;
  }

  Candidates and(Candidates more) {
    int size = scores.length;
    int total = size + more.scores.length;
    Candidates all =
        new Candidates(
            Arrays.copyOf(anchors, total),
            Arrays.copyOf(labels, total),
            Arrays.copyOf(scores, total));
    System.arraycopy(more.anchors, 0, all.anchors, size, more.anchors.length);
    System.arraycopy(more.labels, 0, all.labels, size, more.labels.length);
    System.arraycopy(more.scores, 0, all.scores, size, more.scores.length);
    return all;
  }
}
