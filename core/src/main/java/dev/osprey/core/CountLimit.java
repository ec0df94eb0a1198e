package dev.osprey.core;

import dev.osprey.core.text.UserError;

/**
 * How large the counts and sizes of a configuration may be. Each is far above any network in use;
 * below them all, a network can be described in little memory, and no product of two of them leaves
 * a long.
 */
public enum CountLimit {
  /** Layers one after the other in a head. */
  LAYERS(256),
  /** Levels that a pyramid adds; each halves the map. */
  LEVELS(16),
  /** Channels of a map, features of a vector. */
  CHANNELS(1 << 15),
  /** Sizes or ratios of anchors, and anchors in a cell. */
  ANCHORS(100),
  CLASSES(100_000),
  /** Rows or columns of the grid that a region is read in, and points of its cells. */
  CELLS(64),
  /** Regions that the second stage looks at in an image. */
  REGIONS(20_000),
  /** Sides of a resized image, in pixels. */
  SIDE(1 << 15),
  /** Sides of a padded image are multiples of so many pixels. */
  PADDING(1024),
  /** Images of a batch, and batches that are ready or gathered. */
  BATCH(1 << 16),
  THREADS(1024);

  private final int most;

  CountLimit(int most) {
    this.most = most;
  }

  public int most() {
    return most;
  }

  /**
   * @param key the setting, as messages name it
   * @throws UserError where the value is above the limit
   */
  public void require(String key, long value) {
    if (value > most) {
      throw new UserError(key + " is " + value + "; give " + most + " or less");
    }
  }
}
