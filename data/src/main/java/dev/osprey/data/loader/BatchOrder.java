package dev.osprey.data.loader;

import dev.osprey.data.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Assigns the images of a data set to the batches of an epoch. A batch holds images of one group.
 * Its place is that of its last image in the epoch's order; batches that are not full come last,
 * group after group. With one group, the order is simply cut into batches.
 */
final class BatchOrder {
  private final LoaderSettings settings;
  private final int[] groups;
  private final int groupCount;

  /**
   * @param groups of each image, from 0
   */
  BatchOrder(LoaderSettings settings, int[] groups) {
    this.settings = settings;
    this.groups = groups.clone();
    this.groupCount = Arrays.stream(groups).max().orElse(-1) + 1;
  }

  /** The number of batches in each epoch. */
  int batches() {
    int[] images = new int[groupCount];
    for (int group : groups) {
      images[group]++;
    }
    int rest = keepsRest() ? settings.batchSize() - 1 : 0;
    return Arrays.stream(images)
        .map(count -> (int) (((long) count + rest) / settings.batchSize()))
        .sum();
  }

  private boolean keepsRest() {
    return settings.lastBatch() == LoaderSettings.LastBatch.KEEP;
  }

  /** Positions in the data set, batch after batch; they depend only on (seed, epoch). */
  List<int[]> of(long epoch) {
    int size = settings.batchSize();
    List<int[]> batches = new ArrayList<>();
    int[][] open = new int[groupCount][Math.min(size, groups.length)];
    int[] filled = new int[groupCount];
    for (int image : images(epoch)) {
      int group = groups[image];
      open[group][filled[group]++] = image;
      if (filled[group] == size) {
        batches.add(open[group].clone());
        filled[group] = 0;
      }
    }
    for (int group = 0; group < groupCount && keepsRest(); group++) {
      if (filled[group] > 0) {
        batches.add(Arrays.copyOf(open[group], filled[group]));
      }
    }
    return batches;
  }

  /** Positions in the data set, in the order of an epoch. */
  private int[] images(long epoch) {
    int[] order = new int[groups.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (settings.order() == LoaderSettings.Order.SHUFFLED) {
      SeededRandom.of(settings.seed(), epoch).shuffle(order);
    }
    return order;
  }
}
