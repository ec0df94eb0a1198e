package dev.osprey.detection.postprocess;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How a head's logits become scores in [0, 1]. */
public enum Scoring {
  /** Each class for itself: K logits, K scores. */
  SIGMOID,
  /**
   * All classes against each other and against the background, which is the last of K + 1 logits
   * and never becomes a candidate (mmdetection's {@code use_sigmoid_cls=False}).
   */
  SOFTMAX;

  /** Logits this close below the threshold are looked at; the score itself decides. */
  private static final double MARGIN = 1e-3;

  /** Logits of an anchor, for a number of classes without background. */
  public int outputs(int classes) {
    return this == SIGMOID ? classes : classes + 1;
  }

  /**
   * Scores of all classes.
   *
   * @param logits (R, {@link #outputs outputs(K)}), any floating type
   * @return float32 (R, K); NaN where a logit is
   */
  Tensor scores(Tensor logits) {
    return finish(sortable(logits));
  }

  /**
   * What grows with the score and costs as little as possible for all anchors: the sigmoid waits
   * until few are left.
   *
   * @return (R, K)
   */
  Tensor sortable(Tensor logits) {
    if (this == SIGMOID) {
      return logits;
    }
    Tensor all = logits.to(ScalarType.Float).softmax(-1);
    return all.narrow(-1, 0, all.size(-1) - 1);
  }

  /** The value in {@link #sortable} below which no score is above {@code threshold}. */
  double least(float threshold) {
    return this == SIGMOID ? Math.log(threshold / (1.0 - threshold)) - MARGIN : threshold;
  }

  /** Scores, float32, from {@link #sortable} values. */
  Tensor finish(Tensor sortable) {
    return this == SIGMOID ? sortable.to(ScalarType.Float).sigmoid() : sortable;
  }
}
