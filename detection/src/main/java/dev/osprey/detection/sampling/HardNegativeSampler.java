package dev.osprey.detection.sampling;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.function.Supplier;

/**
 * Takes all positives, and for each of them so many negatives, those with the highest losses: hard
 * negative mining (Liu et al. 2016, section 2.2). An image without positives gives no negatives
 * either. Among equal losses the lower index goes first.
 *
 * @param negativesPerPositive usual: 3 to 7
 */
public record HardNegativeSampler(double negativesPerPositive) implements Sampler {
  public HardNegativeSampler {
    if (!(negativesPerPositive >= 0 && Double.isFinite(negativesPerPositive))) {
      throw new UserError(
          "sampler.negativesPerPositive is "
              + negativesPerPositive
              + "; give 0 or more (usual: 3 to 7)");
    }
  }

  @Override
  public GroundTruth groundTruth() {
    return GroundTruth.TARGETS;
  }

  @Override
  public Sampling sample(
      Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random) {
    int[] positives = matches.positives();
    int wanted = (int) Math.min(matches.size(), negativesPerPositive * positives.length);
    int[] negatives =
        wanted == 0 ? new int[0] : Hardest.of(matches.negatives(), wanted, losses.get());
    return new Sampling(positives, matches.truthsOf(positives), negatives, addedTruths);
  }
}
