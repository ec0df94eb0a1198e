package dev.osprey.detection.matching;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The ground-truth box that each candidate (an anchor or a proposal) is assigned to.
 *
 * @param truths for each candidate: index of its ground-truth box, {@link #BACKGROUND} or {@link
 *     #IGNORED}
 * @param ious for each candidate: its best overlap with a ground-truth box; 0 where there is none,
 *     -1 where it lies on an ignored box
 */
public record Matches(int[] truths, float[] ious) {

  /** The index of candidates that are background. */
  public static final int BACKGROUND = -1;

  /** The index of candidates that take no part in the loss. */
  public static final int IGNORED = -2;

  /** Number of candidates. */
  public int size() {
    return truths.length;
  }

  /** Indices of the candidates that are assigned to a box, ascending. */
  public int[] positives() {
    return where(truth -> truth >= 0);
  }

  /** Indices of the candidates that are background, ascending. */
  public int[] negatives() {
    return where(truth -> truth == BACKGROUND);
  }

  /** Indices of the ground-truth boxes of the candidates at {@code indices}. */
  public int[] truthsOf(int[] indices) {
    return Arrays.stream(indices).map(i -> truths[i]).toArray();
  }

  /**
   * The same with ground-truth boxes 0 … {@code count - 1} as additional first candidates, each
   * assigned to itself.
   */
  public Matches withTruthsFirst(int count) {
    int[] allTruths = new int[count + truths.length];
    float[] allIous = new float[count + truths.length];
    for (int truth = 0; truth < count; truth++) {
      allTruths[truth] = truth;
      allIous[truth] = 1;
    }
    System.arraycopy(truths, 0, allTruths, count, truths.length);
    System.arraycopy(ious, 0, allIous, count, ious.length);
    return new Matches(allTruths, allIous);
  }

  /**
   * The matches of {@code size} candidates: these stand at {@code indices}, all others are ignored.
   */
  public Matches spreadOver(int size, int[] indices) {
    int[] allTruths = new int[size];
    float[] allIous = new float[size];
    Arrays.fill(allTruths, IGNORED);
    for (int i = 0; i < indices.length; i++) {
      allTruths[indices[i]] = truths[i];
      allIous[indices[i]] = ious[i];
    }
    return new Matches(allTruths, allIous);
  }

  private int[] where(IntPredicate wanted) {
    int[] indices = new int[truths.length];
    int count = 0;
    for (int i = 0; i < truths.length; i++) {
      if (wanted.test(truths[i])) {
        indices[count++] = i;
      }
    }
    return Arrays.copyOf(indices, count);
  }
}
