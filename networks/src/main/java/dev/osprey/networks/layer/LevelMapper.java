package dev.osprey.networks.layer;

import dev.osprey.core.text.UserError;

/**
 * Chooses the pyramid level that a region is pooled from: {@code canonicalLevel + log2(√area /
 * canonicalScale)}, rounded down (Lin et al. 2017, Feature Pyramid Networks, eq. 1). The number of
 * a level is the base-2 logarithm of its stride.
 *
 * @param canonicalScale side of a region on the canonical level, in pixels
 * @param canonicalLevel usually 4, the map of stride 16
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

  /** Maps regions of 224 pixels to level 4. */
  public static LevelMapper standard() {
    return new LevelMapper(224, 4);
  }

  /**
   * Returns the index of the level among {@code count} levels with strides 2^{@code lowest},
   * 2^({@code lowest} + 1), …
   *
   * @param area area of the region in square pixels
   */
  public int level(float area, int lowest, int count) {
    // float32 in the order of torchvision, so that regions at a boundary go to the same level
    float scale = (float) (Math.sqrt(area) / (float) canonicalScale);
    float log = (float) (Math.log(scale) / Math.log(2));
    int level = (int) Math.floor(canonicalLevel + log + MARGIN);
    return Math.min(Math.max(level, lowest), lowest + count - 1) - lowest;
  }
}
