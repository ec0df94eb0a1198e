package dev.osprey.detection.sampling;

import dev.osprey.core.text.UserError;
import org.jspecify.annotations.Nullable;

/**
 * How many candidates of an image are sampled.
 *
 * @param size positives and negatives together, at most
 * @param positiveShare share of {@code size} that positives may take; negatives fill the rest
 * @param negativesPerPositive most negatives for each positive (for one, where there is none);
 *     absent: any number
 */
public record Quota(int size, double positiveShare, @Nullable Double negativesPerPositive) {
  public Quota {
    if (size < 1) {
      throw new UserError("sampler.quota.size is " + size + "; give 1 or more (usual: 256)");
    }
    if (!(positiveShare > 0 && positiveShare <= 1)) {
      throw new UserError(
          "sampler.quota.positiveShare is "
              + positiveShare
              + "; give a number above 0, at most 1 (usual: 0.5)");
    }
    if (negativesPerPositive != null && !(negativesPerPositive >= 0)) {
      throw new UserError(
          "sampler.quota.negativesPerPositive is "
              + negativesPerPositive
              + "; give 0 or more, or leave it out");
    }
  }

  /** Most positives. */
  int positives() {
    return (int) (size * positiveShare);
  }

  /** Most negatives beside so many positives. */
  int negatives(int sampledPositives) {
    int rest = size - sampledPositives;
    return negativesPerPositive == null
        ? rest
        : (int) Math.min(rest, negativesPerPositive * Math.max(1, sampledPositives));
  }
}
