package dev.osprey.predict;

import org.jspecify.annotations.Nullable;

/**
 * Which views of a picture are detected: cut into tiles, changed by test-time augmentation, both
 * (each tile is augmented), or neither.
 *
 * @param augmentation absent: each picture or tile is detected as it is
 * @param tiling absent: each picture is detected as a whole
 */
public record Views(@Nullable TestTimeAugmentation augmentation, @Nullable Tiling tiling) {

  /** The picture as it is. */
  public static Views plain() {
    return new Views(null, null);
  }

  public Views augmented(TestTimeAugmentation by) {
    return new Views(by, tiling);
  }

  public Views tiled(Tiling by) {
    return new Views(augmentation, by);
  }
}
