package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.Tiling;
import dev.osprey.inference.views.Tiling.WholeImage;
import dev.osprey.inference.views.Views;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for inference at several scales, mirrored, or in tiles. */
public final class ViewOptions {
  @Option(
      names = "--augment",
      paramLabel = "VIEWS",
      arity = "0..1",
      preprocessor = OptionalValue.ViewList.class,
      description =
          "Detect at several scales and mirrored, and merge the detections. Without VIEWS:"
              + " standard views. Example: scales=0.5,1,2,flip,merge=fusion,iou=0.5,sizes=trained."
              + " scales multiply the size that the model resizes images to; flip adds each scale"
              + " mirrored; merge is fusion (default), nms or voting (usually with iou=0.4); iou is"
              + " the overlap from which boxes are one object (default: the model's NMS threshold);"
              + " sizes=trained drops detections whose size at that scale did not occur in"
              + " training, sizes=any keeps all.")
  @Nullable String augment;

  @Option(
      names = "--tile",
      paramLabel = "PIXELS",
      arity = "0..1",
      preprocessor = OptionalValue.Pixels.class,
      description =
          "Detect in overlapping square tiles with this side, for large images and small objects."
              + " Without PIXELS: the size of the training images. Objects then have the same size"
              + " as in training. If the model file does not contain that size, each tile is"
              + " resized like an image. The model's maximum number of detections applies to each"
              + " tile.")
  @Nullable Integer tile;

  @Option(
      names = "--tile-enlarge",
      paramLabel = "FACTOR",
      description =
          "Enlarge tiles by this factor, for objects smaller than in training (default: 1).")
  @Nullable Double tileEnlarge;

  @Option(
      names = "--overlap",
      paramLabel = "SHARE",
      description =
          "Overlap of neighbouring tiles as a fraction of their side (default: the size of the"
              + " training objects, 0.2 to 0.5). Smaller objects are always whole in some tile.")
  @Nullable Double overlap;

  @Option(
      names = "--tile-whole",
      description =
          "Also detect in the whole image, for objects larger than a tile (default: only if"
              + " training had objects larger than the overlap).")
  boolean tileWhole;

  public Views views() {
    if (tile == null && (overlap != null || tileWhole || tileEnlarge != null)) {
      String option = tileWhole ? "--tile-whole" : overlap != null ? "--overlap" : "--tile-enlarge";
      throw new UserError(option + " needs --tile, such as --tile 1024");
    }
    Views views = Views.plain();
    if (augment != null) {
      views =
          views.augmented(
              augment.equals(OptionalValue.ViewList.ABSENT)
                  ? TestTimeAugmentation.usual()
                  : AugmentParser.parse(augment));
    }
    return tile == null ? views : views.tiled(tiling(tile));
  }

  private Tiling tiling(int size) {
    try {
      return new Tiling(
          size == OptionalValue.Pixels.ABSENT ? null : size,
          overlap,
          tileWhole ? WholeImage.ADDED : WholeImage.WHERE_NEEDED,
          tileEnlarge == null ? 1 : tileEnlarge);
    } catch (UserError e) {
      throw new UserError(
          "--tile"
              + (size == OptionalValue.Pixels.ABSENT ? "" : " " + size)
              + (overlap == null ? "" : " --overlap " + overlap)
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
