package dev.osprey.networks.region;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;

/** How features of a region are read from a feature map: cells of a fixed grid. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegionPooling.Align.class, name = "roi-align"),
  @JsonSubTypes.Type(value = RegionPooling.Max.class, name = "roi-pool")
})
public sealed interface RegionPooling {

  /** Rows of the grid. */
  int height();

  /** Columns of the grid. */
  int width();

  /** Which map a region is read from. */
  LevelMapper mapper();

  /**
   * RoIAlign, He et al. 2017: each cell is the mean of points, read between pixels.
   *
   * @param samplingRatio points of a cell in each direction; 0: as many as the cell has pixels,
   *     rounded up
   * @param offset what half a pixel does
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
  }

  /** RoI pooling, Girshick 2015: the largest pixel of each cell, whose corners are whole pixels. */
  record Max(int height, int width, LevelMapper mapper) implements RegionPooling {
    public Max {
      requireSize(height, width);
    }
  }

  /** Where a region's pixels lie in a map. */
  enum Offset {
    /** Regions are shifted by half a pixel, so that pixel centres meet ({@code aligned=True}). */
    HALF_PIXEL,
    /** As they are, at least one pixel of the map wide and high (torchvision's detectors). */
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
