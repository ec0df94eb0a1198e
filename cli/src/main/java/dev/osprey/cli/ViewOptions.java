package dev.osprey.cli;

import dev.osprey.core.UserError;
import dev.osprey.predict.Tiling;
import dev.osprey.predict.Tiling.WholePicture;
import dev.osprey.predict.Views;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How pictures are looked at: at several scales, mirrored, in tiles. */
final class ViewOptions {
  private static final double OVERLAP = 0.2;

  @Option(
      names = "--augment",
      paramLabel = "VIEWS",
      description =
          "Detect at several scales and mirrored, and merge what is found:"
              + " scales=0.5,1,2,flip,merge=nms,iou=0.5. Scales multiply the size that the model"
              + " resizes pictures to; flip detects each scale mirrored, too; merge is nms (default)"
              + " or voting, for which iou=0.4 is usual; iou is the overlap of boxes that are one"
              + " object (default: the model's NMS threshold).")
  @Nullable String augment;

  @Option(
      names = "--tile",
      paramLabel = "PIXELS",
      description =
          "Detect in overlapping square tiles of this side, for large pictures and small objects."
              + " Each tile is a picture of its own to the model: one that resizes pictures to 800"
              + " pixels enlarges a tile of 640. The model's limit of detections holds for a tile.")
  @Nullable Integer tile;

  @Option(
      names = "--overlap",
      paramLabel = "SHARE",
      description =
          "Overlap of neighbouring tiles, as a share of their side (default: 0.2); objects up to"
              + " that size are whole in one of them.")
  @Nullable Double overlap;

  @Option(
      names = "--tile-whole",
      description =
          "Detect the picture as a whole, too, for objects that are larger than a tile (default:"
              + " tiles alone).")
  boolean tileWhole;

  Views views() {
    if (tile == null && (overlap != null || tileWhole)) {
      throw new UserError(
          (tileWhole ? "--tile-whole" : "--overlap") + " goes with --tile, such as --tile 1024");
    }
    Views views = Views.plain();
    if (augment != null) {
      views = views.augmented(AugmentText.parse(augment));
    }
    return tile == null ? views : views.tiled(tiling(tile));
  }

  private Tiling tiling(int size) {
    double share = overlap == null ? OVERLAP : overlap;
    try {
      return new Tiling(size, share, tileWhole ? WholePicture.ADDED : WholePicture.LEFT_OUT);
    } catch (UserError e) {
      throw new UserError("--tile " + size + " --overlap " + share + ": " + e.getMessage(), e);
    }
  }
}
