package dev.osprey.inference.views;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.trained.TrainedSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of detection in overlapping square tiles of large images (Akyon et al. 2022, SAHI).
 * Objects appear to the network as large as in training, or larger by {@code enlargement}. If a
 * model file does not contain the sizes of training, each tile is resized like a whole image: one
 * that resizes images to a shorter side of 800 pixels enlarges a tile of 640 pixels to 800.
 *
 * <p>The detector's limit of detections holds for each tile, not for the image.
 *
 * @param size side of a tile in pixels of the image, at least {@value #SMALLEST}; absent: as long
 *     as the images of the training, or where that is unknown as the detector's own size. Tiles
 *     that would show the network less than an image of the training did are made as long as one
 * @param overlap of neighbouring tiles, as a share of their side in [0, {@value #LARGEST_OVERLAP}]:
 *     objects up to {@code overlap · size} pixels are whole in one tile at least. Without overlap,
 *     objects at seams stay in pieces. Absent: as large as the objects of the training, from
 *     {@value #USUAL_OVERLAP} to {@value #MAXIMUM_USUAL_OVERLAP}
 * @param wholeImage whether the image as a whole is one more view
 * @param enlargement of the tiles, by the scale of the training; above 0, up to {@value
 *     #MAXIMUM_ENLARGED}
 */
public record Tiling(
    @Nullable Integer size, @Nullable Double overlap, WholeImage wholeImage, double enlargement) {
  static final int SMALLEST = 32;
  static final double LARGEST_OVERLAP = 0.9;
  static final double USUAL_OVERLAP = 0.2;
  static final double MAXIMUM_USUAL_OVERLAP = 0.5;
  static final double MAXIMUM_ENLARGED = 16;

  private static final int LARGEST_USUAL = 1024;

  /** Whether detection also runs on the whole image. */
  public enum WholeImage {
    /** Yes, if the training had objects that are larger than the overlap. */
    WHERE_NEEDED,
    /** No, detection runs on tiles only. */
    LEFT_OUT,
    /**
     * Yes, for objects that are larger than a tile. A detector that does not resize images needs
     * memory for the whole image.
     */
    ADDED
  }

  public Tiling {
    if (size != null && size < SMALLEST) {
      throw new UserError(
          "tiles of "
              + size
              + " pixels are too small; give "
              + SMALLEST
              + " or more, such as 1024");
    }
    if (overlap != null && !(overlap >= 0 && overlap <= LARGEST_OVERLAP)) {
      throw new UserError(
          "an overlap of "
              + overlap
              + " of a tile's side lies outside [0, "
              + LARGEST_OVERLAP
              + "]; give one such as 0.2");
    }
    if (!(enlargement > 0 && enlargement <= MAXIMUM_ENLARGED)) {
      throw new UserError(
          "tiles cannot be enlarged "
              + enlargement
              + " times; give a number above 0, up to "
              + MAXIMUM_ENLARGED
              + ", such as 2");
    }
  }

  /** Creates settings without enlargement. */
  public Tiling(@Nullable Integer size, @Nullable Double overlap, WholeImage wholeImage) {
    this(size, overlap, wholeImage, 1);
  }

  /** Returns the default settings, which fit the training of the detector. */
  public static Tiling usual() {
    return new Tiling(null, null, WholeImage.WHERE_NEEDED, 1);
  }

  /** Tiles of {@code size} pixels that overlap by a fifth, without the whole image. */
  public static Tiling of(int size) {
    return new Tiling(size, USUAL_OVERLAP, WholeImage.LEFT_OUT, 1);
  }

  /**
   * Returns these settings with values for all that are absent.
   *
   * @param trained null: unknown
   * @param resize of the detector
   */
  public Tiling fitted(@Nullable TrainedSizes trained, ResizeRule resize) {
    int side = Math.max(size != null ? size : usualSize(trained, resize), minimumSize(trained));
    double largest = trained == null ? 0 : trained.largest() / trained.scale() / side;
    double share =
        overlap != null
            ? overlap
            : Math.min(MAXIMUM_USUAL_OVERLAP, Math.max(USUAL_OVERLAP, largest));
    WholeImage whole =
        wholeImage != WholeImage.WHERE_NEEDED
            ? wholeImage
            : largest > share ? WholeImage.ADDED : WholeImage.LEFT_OUT;
    return new Tiling(side, share, whole, enlargement);
  }

  /**
   * The network sees as much around an object as in training; with less context it finds objects
   * that do not exist.
   */
  private int minimumSize(@Nullable TrainedSizes trained) {
    return trained == null ? SMALLEST : (int) Math.rint(trained.longest() / enlargement);
  }

  private static int usualSize(@Nullable TrainedSizes trained, ResizeRule resize) {
    if (trained != null) {
      return Math.max(SMALLEST, (int) Math.rint(trained.longest()));
    }
    ImageSize large = new ImageSize(LARGEST_USUAL, LARGEST_USUAL);
    return Math.max(SMALLEST, Math.min(LARGEST_USUAL, resize.geometry(large).resized().height()));
  }

  /**
   * The tiles of an image, row by row, where size and overlap are known. They cover it, none
   * reaches beyond it: the last of a row or column is moved back to end with the image, and an
   * image smaller than a tile is its only one.
   */
  List<Tile> tiles(ImageSize image) {
    int side = Objects.requireNonNull(size);
    List<Tile> tiles = new ArrayList<>();
    int height = Math.min(side, image.height());
    int width = Math.min(side, image.width());
    for (int top : starts(image.height(), side)) {
      for (int left : starts(image.width(), side)) {
        tiles.add(new Tile(left, top, new ImageSize(height, width)));
      }
    }
    return tiles;
  }

  private List<Integer> starts(int length, int side) {
    int step = side - (int) (Objects.requireNonNull(overlap) * side);
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start + side < length; start += step) {
      starts.add(start);
    }
    starts.add(Math.max(0, length - side));
    return starts;
  }
}
