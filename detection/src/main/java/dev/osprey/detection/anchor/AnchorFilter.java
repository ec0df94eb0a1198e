package dev.osprey.detection.anchor;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors.Grid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Selects the anchors that take part in training by their position. Images of a batch share one
 * padded size, so a smaller image has anchors on its padding.
 */
public final class AnchorFilter {

  /** The cells of the grids whose anchors take part. */
  public enum Cells {
    /** All cells of the batch size (torchvision, pytorch-retinanet). */
    BATCH,
    /**
     * Cells that begin inside the image's own padded size, as if it were alone in its batch
     * (mmdetection's valid flags).
     */
    OWN_PADDING
  }

  /**
   * @param cells the cells whose anchors take part
   * @param allowedBorder how many pixels an anchor may reach over the image's border; absent: any
   *     number. mmdetection's negative {@code allowed_border} is absent here
   */
  public record Config(Cells cells, @Nullable Double allowedBorder) {
    public Config {
      if (allowedBorder != null && !(allowedBorder >= 0)) {
        throw new UserError(
            "anchorFilter.allowedBorder is "
                + allowedBorder
                + "; give 0 or more pixels, or leave it out: anchors may then lie anywhere");
      }
    }

    /** All anchors take part. */
    public static Config none() {
      return new Config(Cells.BATCH, null);
    }
  }

  private final Config config;

  public AnchorFilter(Config config) {
    this.config = config;
  }

  /**
   * Indices of the anchors that take part, ascending.
   *
   * @param resized the image's size, pixels
   * @param ownPadding its size with the padding that it would have alone
   */
  public int[] keep(Anchors anchors, ImageSize resized, ImageSize ownPadding) {
    int[] kept = new int[anchors.size()];
    int count = 0;
    for (Anchors.Level level : anchors.levels()) {
      for (int anchor = level.start(); anchor < level.end(); anchor++) {
        int cell = (anchor - level.start()) / level.perCell();
        if (counts(level.grid(), cell, ownPadding) && isInside(anchors.boxes(), anchor, resized)) {
          kept[count++] = anchor;
        }
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private boolean counts(Grid grid, int cell, ImageSize ownPadding) {
    return config.cells == Cells.BATCH
        || (cell / grid.width() * grid.stride() < ownPadding.height()
            && cell % grid.width() * grid.stride() < ownPadding.width());
  }

  private boolean isInside(float[] boxes, int anchor, ImageSize image) {
    if (config.allowedBorder == null) {
      return true;
    }
    float border = config.allowedBorder.floatValue();
    return boxes[4 * anchor] >= -border
        && boxes[4 * anchor + 1] >= -border
        && boxes[4 * anchor + 2] < image.width() + border
        && boxes[4 * anchor + 3] < image.height() + border;
  }
}
