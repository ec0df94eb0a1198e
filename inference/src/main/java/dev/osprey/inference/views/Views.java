package dev.osprey.inference.views;

import dev.osprey.core.ImageSize;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.Detector;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.trained.TrainedSizes;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The views of an image in which objects are detected: tiles, test-time augmentation, both (each
 * tile is augmented), or neither.
 *
 * @param augmentation absent: each image or tile is detected as it is
 * @param tiling absent: each image is detected as a whole
 */
public record Views(@Nullable TestTimeAugmentation augmentation, @Nullable Tiling tiling) {

  /** Returns the view of the whole image alone. */
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
   * Returns these views with values for all settings that are absent.
   *
   * @param trained the object sizes that the detector was trained on; null: unknown
   * @param resize of the detector
   */
  public Views fitted(@Nullable TrainedSizes trained, ResizeRule resize) {
    return tiling == null ? this : tiled(tiling.fitted(trained, resize));
  }

  /**
   * Builds a detector for these views.
   *
   * @param detector of single images
   * @param config settings of that detector: its NMS threshold and limit apply to merged detections
   * @param trained the object sizes that it was trained on; null: unknown
   */
  public ImageDetector over(
      ScaledDetector detector, Detector.Config config, @Nullable TrainedSizes trained) {
    ResizeRule resize = config.preprocessing().resize();
    if (tiling == null) {
      return viewing(
          detector,
          config,
          size -> new SizeFilter(filtering(trained), resize.geometry(size).scale()));
    }
    Tiling fitted = tiling.fitted(trained, resize);
    TileScale scale = new TileScale(trained, resize, fitted.enlargement());
    ImageDetector tiles =
        viewing(
            (images, factor) ->
                images.isEmpty()
                    ? List.of()
                    : detector.detect(images, factor * scale.of(images.get(0).size())),
            config,
            size -> new SizeFilter(filtering(trained), scale.pixels(size)));
    ImageDetector whole = new Views(augmentation, null).over(detector, config, trained);
    return new TiledDetector(tiles, whole, fitted, config.postprocess().nmsThreshold());
  }

  private @Nullable TrainedSizes filtering(@Nullable TrainedSizes trained) {
    boolean all = augmentation == null || augmentation.sizes() == TestTimeAugmentation.Sizes.ANY;
    return all ? null : trained;
  }

  private ImageDetector viewing(
      ScaledDetector detector, Detector.Config config, Function<ImageSize, SizeFilter> sizes) {
    if (augmentation == null) {
      return images -> detector.detect(images, 1);
    }
    Double iou = augmentation.iou();
    Postprocess.Config postprocess = config.postprocess();
    ViewMerging merging =
        new ViewMerging(
            augmentation.merge(),
            iou == null ? postprocess.nmsThreshold() : iou,
            postprocess.maxDetections());
    return new AugmentedDetector(detector, augmentation, merging, sizes);
  }
}
