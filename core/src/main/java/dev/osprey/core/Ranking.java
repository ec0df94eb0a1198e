package dev.osprey.core;

/** Sorts scores; of equal scores the one with the lower index comes first, in every engine. */
public final class Ranking {
  private Ranking() {}

  /** Indices of {@code scores} by descending score, ties by ascending index; NaN comes last. */
  public static int[] descending(float[] scores) {
    // One long holds the score's reversed order above and the index below: a primitive sort.
    long[] keys = new long[scores.length];
    for (int i = 0; i < scores.length; i++) {
      keys[i] = ((long) ~ordered(scores[i]) << 32) | i;
    }
    java.util.Arrays.sort(keys);
    int[] order = new int[scores.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  /** Maps a float to an int with the same order; NaN is below everything, -0 equals 0. */
  private static int ordered(float score) {
    if (Float.isNaN(score)) {
      return Integer.MIN_VALUE;
    }
    int bits = Float.floatToIntBits(score + 0f);
    return bits >= 0 ? bits : bits ^ 0x7FFFFFFF;
  }
}
