package dev.osprey.networks.region;

import dev.osprey.core.text.UserError;

/**
 * Which level of a pyramid a region is read from (Lin et al. 2017, Feature Pyramid Networks, eq.
 * 1): {@code canonicalLevel + log2(√area / canonicalScale)}, rounded down. A level's number is the
 * logarithm of its stride.
 *
 * @param canonicalScale side of a region that is read from the canonical level, pixels
 * @param canonicalLevel usual: 4, the map of stride 16
 */
public record LevelMapper(double canonicalScale, int canonicalLevel) {
  private static final float MARGIN = 1e-6f;

  public LevelMapper {
    if (!(canonicalScale > 0 && Double.isFinite(canonicalScale))) {
      throw new UserError(
          "pooling.mapper.canonicalScale is "
              + canonicalScale
              + "; give a side in pixels above 0 (usual: 224)");
    }
  }

  /** Scale 224 on level 4. */
  public static LevelMapper standard() {
    return new LevelMapper(224, 4);
  }

  /**
   * Index of the level among levels of strides 2^{@code lowest}, 2^({@code lowest} + 1), …
   *
   * @param area of the region, square pixels
   */
  public int level(float area, int lowest, int count) {
    // in float32 and in torchvision's order
    float scale = (float) (Math.sqrt(area) / (float) canonicalScale);
    float log = (float) (Math.log(scale) / Math.log(2));
    int level = (int) Math.floor(canonicalLevel + log + MARGIN);
    return Math.min(Math.max(level, lowest), lowest + count - 1) - lowest;
  }
}
