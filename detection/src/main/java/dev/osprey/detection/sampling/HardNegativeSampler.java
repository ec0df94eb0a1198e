package dev.osprey.detection.sampling;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.function.Supplier;

/**
 * Takes all positives and a multiple of their number of negatives, those with the highest losses:
 * hard negative mining (Liu et al. 2016, section 2.2). An image without positives has no negatives
 * either. Of equal losses the lower index comes first.
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
  public TruthUse groundTruth() {
    return TruthUse.TARGETS;
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
