package dev.osprey.core;

import java.util.Arrays;

/** Sorts scores; of equal scores the one with the lower index comes first, in every engine. */
public final class Ranking {
  private Ranking() {}

  /** Indices of {@code scores} by descending score, ties by ascending index; NaN comes last. */
  public static int[] descending(float[] scores) {
    long[] keys = new long[scores.length];
    for (int i = 0; i < scores.length; i++) {
      keys[i] = key(scores[i], i);
    }
    Arrays.sort(keys);
    int[] order = new int[scores.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = index(keys[i]);
    }
    return order;
  }

  /**
   * A number that is smaller for a better rank, so that primitive numbers can be sorted: the
   * score's reversed order above, the index below.
   */
  static long key(float score, int index) {
    return ((long) ~ordered(score) << 32) | index;
  }

  /** The index in a key. */
  static int index(long key) {
    return (int) key;
  }

  /** The score in a key; -0 became 0. */
  static float score(long key) {
    int bits = ~(int) (key >> 32);
    return bits == Integer.MIN_VALUE
        ? Float.NaN
        : Float.intBitsToFloat(bits >= 0 ? bits : bits ^ 0x7FFFFFFF);
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
