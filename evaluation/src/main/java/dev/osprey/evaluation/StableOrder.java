package dev.osprey.evaluation;

/** A stable sort by descending score, like numpy's mergesort of {@code -score}. */
public final class StableOrder {
  private StableOrder() {}

  /**
   * Returns the indices of {@code scores} by descending score, with a bottom-up merge sort. There
   * must be no NaN.
   */
  public static int[] descending(double[] scores) {
    int n = scores.length;
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] merged = new int[n];
    for (long width = 1; width < n; width *= 2) {
      for (long start = 0; start < n; start += 2 * width) {
        int middle = (int) Math.min(start + width, n);
        int end = (int) Math.min(start + 2 * width, n);
        merge(scores, order, merged, (int) start, middle, end);
      }
      int[] swapped = order;
      order = merged;
      merged = swapped;
    }
    return order;
  }

  private static void merge(
      double[] scores, int[] order, int[] merged, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeRight =
          left == middle || (right < end && scores[order[right]] > scores[order[left]]);
      merged[i] = takeRight ? order[right++] : order[left++];
    }
  }
}
