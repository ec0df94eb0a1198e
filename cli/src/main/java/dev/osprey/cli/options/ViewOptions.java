package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.predict.views.TestTimeAugmentation;
import dev.osprey.predict.views.Tiling;
import dev.osprey.predict.views.Tiling.WholeImage;
import dev.osprey.predict.views.Views;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How images are looked at: at several scales, mirrored, in tiles. */
public final class ViewOptions {
  @Option(
      names = "--augment",
      paramLabel = "VIEWS",
      arity = "0..1",
      preprocessor = OptionalViews.class,
      description =
          "Detect at several scales and mirrored, and merge what is found. Without VIEWS the usual"
              + " ones; else such as scales=0.5,1,2,flip,merge=fusion,iou=0.5,sizes=trained. Scales"
              + " multiply the size that the model resizes images to; flip detects each scale"
              + " mirrored, too; merge is fusion (default), nms, or voting, for which iou=0.4 is"
              + " usual; iou is the overlap of boxes that are one object (default: the model's NMS"
              + " threshold); sizes=trained leaves out of each scale what training had not in that"
              + " size, sizes=any keeps all.")
  @Nullable String augment;

  @Option(
      names = "--tile",
      paramLabel = "PIXELS",
      arity = "0..1",
      preprocessor = OptionalPixels.class,
      description =
          "Detect in overlapping square tiles of this side, for large images and small objects;"
              + " without PIXELS as long as the training images. Objects appear as large as in"
              + " training where the model file tells how large that is; else each tile is resized"
              + " as an image of its own. The model's limit of detections holds for a tile.")
  @Nullable Integer tile;

  @Option(
      names = "--tile-enlarge",
      paramLabel = "FACTOR",
      description =
          "Enlarge tiles beyond that, for objects smaller than training had any (default: 1).")
  @Nullable Double tileEnlarge;

  @Option(
      names = "--overlap",
      paramLabel = "SHARE",
      description =
          "Overlap of neighbouring tiles, as a share of their side (default: as large as the objects"
              + " of the training, 0.2 to 0.5); objects up to that size are whole in one of them.")
  @Nullable Double overlap;

  @Option(
      names = "--tile-whole",
      description =
          "Detect the image as a whole, too, for objects that are larger than a tile (default:"
              + " where training had objects larger than the overlap).")
  boolean tileWhole;

  public Views views() {
    if (tile == null && (overlap != null || tileWhole || tileEnlarge != null)) {
      String option = tileWhole ? "--tile-whole" : overlap != null ? "--overlap" : "--tile-enlarge";
      throw new UserError(option + " goes with --tile, such as --tile 1024");
    }
    Views views = Views.plain();
    if (augment != null) {
      views =
          views.augmented(
              augment.equals(OptionalViews.USUAL)
                  ? TestTimeAugmentation.usual()
                  : AugmentParser.parse(augment));
    }
    return tile == null ? views : views.tiled(tiling(tile));
  }

  private Tiling tiling(int size) {
    try {
      return new Tiling(
          size == OptionalPixels.USUAL ? null : size,
          overlap,
          tileWhole ? WholeImage.ADDED : WholeImage.WHERE_NEEDED,
          tileEnlarge == null ? 1 : tileEnlarge);
    } catch (UserError e) {
      throw new UserError(
          "--tile"
              + (size == OptionalPixels.USUAL ? "" : " " + size)
              + (overlap == null ? "" : " --overlap " + overlap)
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
