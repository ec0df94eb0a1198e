package dev.osprey.detection.sampling;

import dev.osprey.core.text.UserError;
import org.jspecify.annotations.Nullable;

/**
 * The number of candidates that are sampled from an image.
 *
 * @param size maximum number of positives and negatives together
 * @param positiveShare maximum share of positives in {@code size}; negatives fill the rest
 * @param negativesPerPositive maximum number of negatives for each positive (for one if there is
 *     none); absent: no limit
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

  /** The maximum number of positives. */
  int positives() {
    return (int) (size * positiveShare);
  }

  /** The maximum number of negatives for a number of positives. */
  int negatives(int sampledPositives) {
    int rest = size - sampledPositives;
    return negativesPerPositive == null
        ? rest
        : (int) Math.min(rest, negativesPerPositive * Math.max(1, sampledPositives));
  }
}
