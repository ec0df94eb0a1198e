package dev.osprey.core;

import java.util.Arrays;

/**
 * Collects the best of many scores that are offered by ascending index, in the order of {@link
 * Ranking}. Memory grows with the number of scores that are collected, not with those offered. Not
 * thread-safe.
 *
 * <p>A buffer of twice the limit fills up and is then cut to the limit. The last score of a cut has
 * to be exceeded from then on: equal scores come later and lose. Each cut finds the limit-th score
 * without sorting, so n offers take time O(n).
 */
public final class TopScores {
  /** Number of keys that the buffer has room for at first, beyond the limit. */
  private static final int ROOM = 1024;

  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private final int limit;
  private long[] keys;
  private int count;
  private float last = Float.NEGATIVE_INFINITY;

  /**
   * Collects at most a number of scores.
   *
   * @param limit {@link Integer#MAX_VALUE}: all of them
   */
  public TopScores(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit is at least 1, got " + limit);
    }
    this.limit = limit;
    this.keys = new long[(int) Math.min(2L * limit, ROOM)];
  }

  /**
   * Offers a score.
   *
   * @param index above all indices before it
   * @param score not NaN
   * @return a score that all later ones have to exceed to be collected; negative infinity as long
   *     as there is room
   */
  public float offer(int index, float score) {
    if (count >= limit && score <= last) {
      return last;
    }
    if (count == keys.length) {
      makeRoom();
      if (count >= limit && score <= last) {
        return last;
      }
    }
    keys[count++] = Ranking.key(score, index);
    return last;
  }

  private void makeRoom() {
    if (count < 2L * limit) {
      keys = Arrays.copyOf(keys, (int) Math.min(2L * limit, Math.min(2L * count, MAX_LENGTH)));
      return;
    }
    cut();
    last = Ranking.score(keys[limit - 1]);
  }

  /** Moves the best keys of a full buffer to its front; the worst of them is the last one. */
  private void cut() {
    int from = 0;
    int to = count - 1;
    while (from < to) {
      long pivot = median(keys[from], keys[(from + to) >>> 1], keys[to]);
      int i = from;
      int j = to;
      while (i <= j) {
        while (keys[i] < pivot) {
          i++;
        }
        while (keys[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = keys[i];
          keys[i++] = keys[j];
          keys[j--] = swapped;
        }
      }
      if (limit - 1 <= j) {
        to = j;
      } else if (limit - 1 >= i) {
        from = i;
      } else {
        break;
      }
    }
    count = limit;
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** Sorts what was collected; nothing can be offered afterwards. */
  public Ranked ranked() {
    Arrays.sort(keys, 0, count);
    int size = Math.min(count, limit);
    int[] indices = new int[size];
    float[] scores = new float[size];
    for (int i = 0; i < size; i++) {
      indices[i] = Ranking.index(keys[i]);
      scores[i] = Ranking.score(keys[i]);
    }
    return new Ranked(indices, scores);
  }

  /**
   * Indices and their scores by descending score, ties by the lower index.
   *
   * @param indices as offered
   */
  public record Ranked(int[] indices, float[] scores) {}
}
