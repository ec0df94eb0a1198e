package dev.osprey.detection.sampling;

import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.function.Supplier;

/**
 * Takes the positives and the negatives with the highest losses: online hard example mining
 * (Shrivastava et al. 2016). Of equal losses the lower index comes first.
 */
public record HardExampleSampler(Quota quota, TruthUse groundTruth) implements Sampler {
  @Override
  public Sampling sample(
      Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random) {
    float[] lossOfEach = losses.get();
    int[] positives = Hardest.of(matches.positives(), quota.positives(), lossOfEach);
    int[] negatives =
        Hardest.of(matches.negatives(), quota.negatives(positives.length), lossOfEach);
    return new Sampling(positives, matches.truthsOf(positives), negatives, addedTruths);
  }
}
