package dev.osprey.detection.sampling;

import dev.osprey.core.Ranking;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Takes the positives and the negatives with the highest losses: online hard example mining
 * (Shrivastava et al. 2016). Among equal losses the lower index goes first.
 */
public record HardExampleSampler(Quota quota, GroundTruth groundTruth) implements Sampler {
  @Override
  public Sampling sample(
      Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random) {
    float[] lossOfEach = losses.get();
    int[] positives = hardest(matches.positives(), quota.positives(), lossOfEach);
    int[] negatives = hardest(matches.negatives(), quota.negatives(positives.length), lossOfEach);
    return new Sampling(positives, matches.truthsOf(positives), negatives, addedTruths);
  }

  private static int[] hardest(int[] from, int count, float[] lossOfEach) {
    if (from.length <= count) {
      return from;
    }
    float[] losses = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      losses[i] = lossOfEach[from[i]];
    }
    int[] order = Ranking.descending(losses);
    int[] taken = new int[count];
    for (int i = 0; i < count; i++) {
      taken[i] = from[order[i]];
    }
    Arrays.sort(taken);
    return taken;
  }
}
