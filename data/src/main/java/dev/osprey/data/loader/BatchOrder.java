package dev.osprey.data.loader;

import dev.osprey.data.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which images of a data set make which batch of an epoch. A batch holds images of one group alone;
 * it stands where its last image stands in the epoch's order, and those that were not filled come
 * last, group after group. With one group this is the order cut into pieces.
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

  /** Batches of every epoch; the same for all. */
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

  /** Positions in the data set, batch after batch; depends on (seed, epoch) alone. */
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

  /** Positions in the data set, in the order in which an epoch comes upon them. */
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
