package dev.osprey.predict;

import dev.osprey.detection.postprocess.Postprocess;
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

  /**
   * A detector that looks at these views.
   *
   * @param detector of single pictures
   * @param postprocess of that detector: its NMS threshold and limit hold for what is merged
   */
  public PictureDetector over(ScaledDetector detector, Postprocess.Config postprocess) {
    PictureDetector viewing = pictures -> detector.detect(pictures, 1);
    if (augmentation != null) {
      Double iou = augmentation.iou();
      ViewMerging merging =
          new ViewMerging(
              augmentation.merge(),
              iou == null ? postprocess.nmsThreshold() : iou,
              postprocess.maxDetections());
      viewing = new AugmentedDetector(detector, augmentation, merging);
    }
    return tiling == null
        ? viewing
        : new TiledDetector(viewing, tiling, postprocess.nmsThreshold());
  }
}
