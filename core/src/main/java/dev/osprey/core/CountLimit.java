package dev.osprey.core;

import dev.osprey.core.text.UserError;

/**
 * Upper limits for the counts and sizes in a configuration. Each is far above any network in use.
 * Below them, the description of a network takes little memory, and the product of any two fits
 * into a long.
 */
public enum CountLimit {
  /** Consecutive layers in a head. */
  LAYERS(256),
  /** Levels that a pyramid adds; each halves the map. */
  LEVELS(16),
  /** Channels of a map, features of a vector. */
  CHANNELS(1 << 15),
  /** Sizes or ratios of anchors, and anchors in a cell. */
  ANCHORS(100),
  CLASSES(100_000),
  /** Rows or columns of a region's pooling grid, and sampling points of its cells. */
  CELLS(64),
  /** Regions of an image for the second stage. */
  REGIONS(20_000),
  /** Sides of a resized image, in pixels. */
  SIDE(1 << 15),
  /** The number of pixels that the sides of a padded image are multiples of. */
  PADDING(1024),
  /** Images in a batch, and batches that are prefetched or accumulated. */
  BATCH(1 << 16),
  THREADS(1024);

  private final int maximum;

  CountLimit(int maximum) {
    this.maximum = maximum;
  }

  /**
   * @param key the setting, as messages name it
   * @throws UserError if the value is above the limit
   */
  public void require(String key, long value) {
    if (value > maximum) {
      throw new UserError(key + " is " + value + "; give " + maximum + " or less");
    }
  }
}
