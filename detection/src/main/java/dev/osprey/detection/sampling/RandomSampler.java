package dev.osprey.detection.sampling;

import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Draws positives and negatives at random, so that the many negatives do not outweigh the positives
 * (Ren et al. 2015, section 3.1.3).
 */
public record RandomSampler(Quota quota, TruthUse groundTruth) implements Sampler {
  @Override
  public Sampling sample(
      Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random) {
    int[] positives = draw(matches.positives(), quota.positives(), random);
    int[] negatives = draw(matches.negatives(), quota.negatives(positives.length), random);
    return new Sampling(positives, matches.truthsOf(positives), negatives, addedTruths);
  }

  private static int[] draw(int[] from, int count, SeededRandom random) {
    if (from.length <= count) {
      return from;
    }
    random.shuffle(from);
    int[] drawn = Arrays.copyOf(from, count);
    Arrays.sort(drawn);
    return drawn;
  }
}
