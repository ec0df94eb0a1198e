package dev.osprey.data.loader;

import dev.osprey.core.text.UserError;
import org.jspecify.annotations.Nullable;

/**
 * How a data set is cut into batches.
 *
 * @param batchSize images a batch
 * @param aspectRatioGroups how many groups the images are sorted into by height / width, 2 or more,
 *     so that a batch of one group needs little padding; absent: batches of any images. The sizes
 *     are those of the files, before augmentation
 * @param difficult what becomes of objects that are marked as difficult
 * @param seed of the order and of the augmentations
 * @param workers threads that decode and resize
 * @param prefetch batches that may be ready or in the making ahead of the one in use; memory grows
 *     with it
 */
public record LoaderSettings(
    int batchSize,
    Order order,
    LastBatch lastBatch,
    @Nullable Integer aspectRatioGroups,
    Difficult difficult,
    long seed,
    int workers,
    int prefetch) {

  /** In which order an epoch visits the images. */
  public enum Order {
    /** That of the data set. */
    SEQUENTIAL,
    /** Another one each epoch, given by seed and epoch alone. */
    SHUFFLED
  }

  /** What becomes of the images (of each group) that do not fill a batch. */
  public enum LastBatch {
    /** They make a smaller one. */
    KEEP,
    /** They are left out in this epoch. */
    DROP
  }

  /** What training does with objects that Pascal VOC marks as difficult. */
  public enum Difficult {
    /** They are targets like any other. */
    TRAIN,
    /** They are regions in which a detection is neither right nor wrong, as crowds are. */
    IGNORE
  }

  public LoaderSettings {
    if (batchSize < 1 || workers < 1 || prefetch < 1) {
      throw new UserError(
          "loader has batchSize "
              + batchSize
              + ", workers "
              + workers
              + ", prefetch "
              + prefetch
              + "; each needs to be 1 or more");
    }
    if (aspectRatioGroups != null) {
      var unused = new AspectRatioGroups(aspectRatioGroups);
    }
  }

  /** Every image once, in the order of the data set: how a split is evaluated. */
  public static LoaderSettings sequential(int batchSize, int workers, int prefetch) {
    return new LoaderSettings(
        batchSize, Order.SEQUENTIAL, LastBatch.KEEP, null, Difficult.TRAIN, 0, workers, prefetch);
  }
}
