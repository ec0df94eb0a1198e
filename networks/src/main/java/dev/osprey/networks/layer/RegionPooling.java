package dev.osprey.networks.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;

/**
 * The operation that pools the features of a region from a feature map into a grid of fixed size.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegionPooling.Align.class, name = "roi-align"),
  @JsonSubTypes.Type(value = RegionPooling.Max.class, name = "roi-pool")
})
public sealed interface RegionPooling {

  /** A visitor with one method for each pooling, so that a backend cannot leave one out. */
  interface Visitor<T> {
    T align(Align pooling);

    T max(Max pooling);
  }

  /** Calls the visitor's method for this pooling. */
  <T> T accept(Visitor<T> visitor);

  /** Rows of the grid. */
  int height();

  /** Columns of the grid. */
  int width();

  /** Chooses the map that a region is pooled from. */
  LevelMapper mapper();

  /**
   * RoIAlign (He et al. 2017): each cell is the mean of points that are interpolated between
   * pixels.
   *
   * @param samplingRatio sampling points of a cell in each direction; 0: as many as the cell has
   *     pixels, rounded up
   * @param offset whether regions are shifted by half a pixel
   */
  record Align(int height, int width, int samplingRatio, Offset offset, LevelMapper mapper)
      implements RegionPooling {
    public Align {
      requireSize(height, width);
      if (samplingRatio < 0) {
        throw new UserError(
            "pooling.samplingRatio is "
                + samplingRatio
                + "; give 1 or more points in each direction, or 0: as many as there are pixels");
      }
      CountLimit.CELLS.require("pooling.samplingRatio", samplingRatio);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.align(this);
    }
  }

  /**
   * RoI pooling (Girshick 2015): each cell is the maximum over its pixels; its corners are whole
   * pixels.
   */
  record Max(int height, int width, LevelMapper mapper) implements RegionPooling {
    public Max {
      requireSize(height, width);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.max(this);
    }
  }

  /** Whether regions are shifted by half a pixel before pooling. */
  enum Offset {
    /** Regions are shifted by half a pixel, so that pixel centers match ({@code aligned=True}). */
    HALF_PIXEL,
    /**
     * Regions are not shifted, and are enlarged to at least one pixel of the map in width and
     * height (torchvision's detectors).
     */
    NONE
  }

  private static void requireSize(int height, int width) {
    if (height < 1 || width < 1) {
      throw new UserError(
          "pooling: height and width are 1 or more, got " + height + " and " + width);
    }
    CountLimit.CELLS.require("pooling.height", height);
    CountLimit.CELLS.require("pooling.width", width);
  }
}
