package dev.osprey.detection.sampling;

/**
 * The sampled candidates of one image. Added ground-truth boxes are the first candidates and
 * included in every index.
 *
 * @param positives indices of candidates that are matched with a box, ascending
 * @param truths for each positive: the index of its ground-truth box
 * @param negatives indices of candidates that are background, ascending
 * @param addedTruths number of ground-truth boxes before the candidates proper
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
