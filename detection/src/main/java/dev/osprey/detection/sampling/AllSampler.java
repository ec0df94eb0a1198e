package dev.osprey.detection.sampling;

import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.function.Supplier;

/**
 * Takes every candidate that is not ignored, for losses that down-weight easy candidates
 * themselves.
 */
public record AllSampler() implements Sampler {
  @Override
  public TruthUse groundTruth() {
    return TruthUse.TARGETS;
  }

  @Override
  public Sampling sample(
      Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random) {
    int[] positives = matches.positives();
    return new Sampling(positives, matches.truthsOf(positives), matches.negatives(), addedTruths);
  }
}
