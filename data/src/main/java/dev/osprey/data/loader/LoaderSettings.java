package dev.osprey.data.loader;

import dev.osprey.core.text.UserError;
import org.jspecify.annotations.Nullable;

/**
 * How a data set is divided into batches.
 *
 * @param batchSize images a batch
 * @param aspectRatioGroups the number of groups, 2 or more, into which images are sorted by height
 *     / width; a batch has images of one group and so needs little padding. Absent: a batch may
 *     have any images. The sizes are those of the files, before augmentation
 * @param difficult what happens to objects that are marked as difficult
 * @param seed of the order and of the augmentations
 * @param workers threads that decode and resize
 * @param prefetch batches that are prepared ahead of the one in use; memory grows with it
 * @param decoding the scale at which JPEG files are decoded
 */
public record LoaderSettings(
    int batchSize,
    Order order,
    LastBatch lastBatch,
    @Nullable Integer aspectRatioGroups,
    Difficult difficult,
    long seed,
    int workers,
    int prefetch,
    Decoding decoding) {

  /** The scale at which JPEG files are decoded. */
  public enum Decoding {
    /** Every image at its full size. */
    WHOLE,
    /**
     * At 1/2, 1/4 or 1/8 of the sides where the image, with any augmentation, is resized to less
     * still; saves most of the decoder's time, and changes pixels a little.
     */
    REDUCED
  }

  /** The order in which an epoch visits the images. */
  public enum Order {
    /** The order of the data set. */
    SEQUENTIAL,
    /** A random order for each epoch, which depends only on seed and epoch. */
    SHUFFLED
  }

  /** What happens to the images (of each group) that do not fill a batch. */
  public enum LastBatch {
    /** They make a smaller batch. */
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

  /** Settings with which every image is decoded at its full size. */
  public LoaderSettings(
      int batchSize,
      Order order,
      LastBatch lastBatch,
      @Nullable Integer aspectRatioGroups,
      Difficult difficult,
      long seed,
      int workers,
      int prefetch) {
    this(
        batchSize,
        order,
        lastBatch,
        aspectRatioGroups,
        difficult,
        seed,
        workers,
        prefetch,
        Decoding.WHOLE);
  }

  /** Settings for evaluation: every image once, in the order of the data set. */
  public static LoaderSettings sequential(int batchSize, int workers, int prefetch) {
    return new LoaderSettings(
        batchSize, Order.SEQUENTIAL, LastBatch.KEEP, null, Difficult.TRAIN, 0, workers, prefetch);
  }
}
