package dev.osprey.detection.sampling;

/**
 * The candidates that a loss is computed of. Where ground-truth boxes were added, they are the
 * first candidates, and every index counts from there.
 *
 * @param positives indices of candidates that answer for a box, ascending
 * @param truths for each positive: the index of its ground-truth box
 * @param negatives indices of candidates that are background, ascending
 * @param addedTruths how many ground-truth boxes stand before the candidates proper
 */
public record Sampling(int[] positives, int[] truths, int[] negatives, int addedTruths) {

  /** Whether the i-th positive is a ground-truth box itself. */
  public boolean isGroundTruth(int i) {
    return positives[i] < addedTruths;
  }

  /** Number of sampled candidates. */
  public int size() {
    return positives.length + negatives.length;
  }
}
