package dev.osprey.detection.sampling;

import dev.osprey.core.Ranking;
import java.util.Arrays;

/** Finds the candidates with the highest losses. */
final class Hardest {
  private Hardest() {}

  /**
   * The indices of the {@code count} highest losses among {@code from}, ascending; of equal losses
   * the lower index.
   */
  static int[] of(int[] from, int count, float[] lossOfEach) {
    if (from.length <= count) {
      return from;
    }
    float[] lossOfThese = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      lossOfThese[i] = lossOfEach[from[i]];
    }
    int[] order = Ranking.descending(lossOfThese);
    int[] taken = new int[count];
    for (int i = 0; i < count; i++) {
      taken[i] = from[order[i]];
    }
    Arrays.sort(taken);
    return taken;
  }
}
