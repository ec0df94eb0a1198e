package dev.osprey.predict;

import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Detecting large pictures in overlapping square tiles (Akyon et al. 2022, SAHI). Each tile is a
 * picture of its own to the detector: one that resizes pictures to a shorter side of 800 pixels
 * enlarges a tile of 640 pixels to 800, one that takes pictures at their original size leaves it.
 *
 * <p>The detector's limit of detections holds for each tile, not for the picture.
 *
 * @param size side of a tile in pixels of the picture, at least {@value #SMALLEST}
 * @param overlap of neighbouring tiles, as a share of their side in [0, {@value #LARGEST_OVERLAP}]:
 *     objects up to {@code overlap · size} pixels are whole in one tile at least. Without overlap,
 *     objects at seams stay in pieces
 * @param wholePicture whether the picture as a whole is one more view
 */
public record Tiling(int size, double overlap, WholePicture wholePicture) {
  static final int SMALLEST = 32;
  static final double LARGEST_OVERLAP = 0.9;

  /** What becomes of the picture as a whole. */
  public enum WholePicture {
    /** Tiles alone are detected. */
    LEFT_OUT,
    /**
     * It is detected, too, for objects that are larger than a tile. A detector at original size
     * needs memory for all of it.
     */
    ADDED
  }

  public Tiling {
    if (size < SMALLEST) {
      throw new UserError(
          "tiles of "
              + size
              + " pixels are too small; give "
              + SMALLEST
              + " or more, such as 1024");
    }
    if (!(overlap >= 0 && overlap <= LARGEST_OVERLAP)) {
      throw new UserError(
          "an overlap of "
              + overlap
              + " of a tile's side lies outside [0, "
              + LARGEST_OVERLAP
              + "]; give one such as 0.2");
    }
  }

  /** Tiles of {@code size} pixels that overlap by a fifth, without the whole picture. */
  public static Tiling of(int size) {
    return new Tiling(size, 0.2, WholePicture.LEFT_OUT);
  }

  /**
   * The tiles of a picture, row by row. They cover it, none reaches beyond it: the last of a row or
   * column is moved back to end with the picture, and a picture smaller than a tile is its only
   * one.
   */
  List<Tile> tiles(ImageSize picture) {
    List<Tile> tiles = new ArrayList<>();
    int height = Math.min(size, picture.height());
    int width = Math.min(size, picture.width());
    for (int top : starts(picture.height())) {
      for (int left : starts(picture.width())) {
        tiles.add(new Tile(left, top, new ImageSize(height, width)));
      }
    }
    return tiles;
  }

  private List<Integer> starts(int length) {
    int step = size - (int) (overlap * size);
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start + size < length; start += step) {
      starts.add(start);
    }
    starts.add(Math.max(0, length - size));
    return starts;
  }
}
