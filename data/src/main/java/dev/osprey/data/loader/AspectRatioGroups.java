package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;

/**
 * Divides aspect ratios (height / width) into groups whose bounds are evenly spaced between 1/2 and
 * 2 on a logarithmic scale: two groups are divided at 1 (wide; square and tall), four at 1/2, 1 and
 * 2. A ratio at a bound belongs to the taller group.
 */
final class AspectRatioGroups {
  private final double[] borders;

  /**
   * @param groups 2 or more
   */
  AspectRatioGroups(int groups) {
    if (groups < 2) {
      throw new UserError(
          "aspectRatioGroups is "
              + groups
              + "; give 2 (wide and tall) or more, or null for batches of any images");
    }
    borders = new double[groups - 1];
    for (int i = 0; i < borders.length; i++) {
      borders[i] = groups == 2 ? 1 : Math.pow(2, 2.0 * i / (groups - 2) - 1);
    }
  }

  /** The group of an image; 0 is the widest. */
  int of(ImageSize size) {
    double ratio = (double) size.height() / size.width();
    int group = 0;
    while (group < borders.length && ratio >= borders[group]) {
      group++;
    }
    return group;
  }
}
