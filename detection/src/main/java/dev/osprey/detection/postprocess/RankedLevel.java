package dev.osprey.detection.postprocess;

import dev.osprey.core.TopScores;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.OutputRows;

/**
 * The pairs of anchor and class of one level whose score is above a threshold, best first; ties by
 * the lower position.
 *
 * @param classes K
 * @param positions anchor · K + class, from the level's first anchor
 * @param scores strictly above the threshold, one for each position
 */
public record RankedLevel(int classes, int[] positions, float[] scores) {
  /** No limit on the number of pairs. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Logits this close below a bound are read; then the score itself is compared. */
  private static final double MARGIN = 1e-3;

  /** Number of rows whose softmax is computed at once. */
  private static final int BLOCK = 1024;

  /**
   * The best pairs of a level.
   *
   * @param logits (R, outputs)
   * @param threshold scores are strictly above it
   * @param limit maximum number of pairs
   */
  public static RankedLevel of(OutputRows logits, Scoring scoring, float threshold, int limit) {
    TopScores best = new TopScores(limit);
    int classes = scoring.classes(logits.width());
    if (scoring == Scoring.SIGMOID) {
      offerSigmoids(logits, threshold, best);
    } else {
      offerSoftmaxes(logits, scoring, classes, threshold, best);
    }
    TopScores.Ranked ranked = best.ranked();
    return new RankedLevel(classes, ranked.indices(), ranked.scores());
  }

  /** The sigmoid grows with the logit, so it is computed only for logits that may pass. */
  private static void offerSigmoids(OutputRows logits, float threshold, TopScores best) {
    float[] reached = {threshold};
    float[] bar = {logit(threshold)};
    logits.scan(
        bar[0],
        (position, value) -> {
          float score = Scoring.sigmoid(value);
          if (score > threshold) {
            float last = best.offer(position, score);
            if (last > reached[0]) {
              reached[0] = last;
              bar[0] = logit(last);
            }
          }
          return bar[0];
        });
  }

  /** A logit below those of all scores above a bound. */
  private static float logit(float score) {
    double below = Math.nextDown(score);
    return below <= 0 ? Float.NEGATIVE_INFINITY : (float) (Math.log(below / (1 - below)) - MARGIN);
  }

  private static void offerSoftmaxes(
      OutputRows logits, Scoring scoring, int classes, float threshold, TopScores best) {
    for (int start = 0; start < logits.size(); start += BLOCK) {
      int[] rows = new int[Math.min(BLOCK, logits.size() - start)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = start + i;
      }
      float[] scores = scoring.scores(logits.select(rows), classes);
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] > threshold) { // never NaN
          best.offer(start * classes + i, scores[i]);
        }
      }
    }
  }

  /** How many pairs there are. */
  public int size() {
    return positions.length;
  }

  /** How many scores are above a bound. */
  public int countAbove(float bound) {
    int count = 0;
    while (count < scores.length && scores[count] > bound) {
      count++;
    }
    return count;
  }
}
