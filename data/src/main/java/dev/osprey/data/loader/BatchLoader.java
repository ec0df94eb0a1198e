package dev.osprey.data.loader;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.data.augmentation.TrainingImage;
import dev.osprey.data.image.codec.ReducedImage;
import dev.osprey.data.transform.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the batches of a data set on worker threads, ahead of their use.
 *
 * <p>The order of an epoch depends only on (seed, epoch), and the augmentation of an image only on
 * (seed, epoch, position in the data set): thread counts and resumed runs change neither. Batches
 * of aspect ratio groups need the images' sizes, which are read when a loader is made. Memory is
 * bounded by {@code prefetch} + 1 batches in addition to those that the consumer holds open.
 * Closing a loader frees its buffers, those of open batches when these are closed. After that,
 * {@link #epoch(long)} and open epochs throw an {@link IllegalStateException}.
 */
public final class BatchLoader implements AutoCloseable {
  private final Dataset dataset;
  private final Preprocessing preprocessing;
  private final List<Augmentation> augmentations;
  private final LoaderSettings settings;
  private final ReducedImage.DivisorChoice reduction;
  private final BatchOrder order;
  private final BatchAssembler assembler;

  /**
   * @param augmentations applied in this order; none for evaluation
   * @throws UserError if an augmentation does not fit the resize rule, or an image whose aspect
   *     ratio is asked for cannot be read
   */
  public BatchLoader(
      Dataset dataset,
      Preprocessing preprocessing,
      List<Augmentation> augmentations,
      LoaderSettings settings) {
    augmentations.forEach(augmentation -> augmentation.requireFits(preprocessing.resize()));
    this.dataset = dataset;
    this.preprocessing = preprocessing;
    this.augmentations = List.copyOf(augmentations);
    this.settings = settings;
    this.reduction =
        settings.decoding() == LoaderSettings.Decoding.REDUCED
            ? new ReductionChoice(preprocessing.resize(), this.augmentations)
            : ReducedImage.DivisorChoice.WHOLE;
    this.order = new BatchOrder(settings, groups(dataset, settings));
    this.assembler =
        new BatchAssembler(
            "the loader", preprocessing, settings.difficult(), settings.prefetch() + 1);
  }

  public Dataset dataset() {
    return dataset;
  }

  public LoaderSettings settings() {
    return settings;
  }

  /** The number of batches in each epoch; 0 for a data set without images. */
  public int batchesPerEpoch() {
    return order.batches();
  }

  /** All batches of an epoch. */
  public EpochBatches epoch(long epoch) {
    return epoch(epoch, 0);
  }

  /**
   * The batches of an epoch from index {@code first} on, for a resumed run; earlier ones are not
   * decoded.
   */
  public EpochBatches epoch(long epoch, int first) {
    if (first < 0 || first > batchesPerEpoch()) {
      throw new IllegalArgumentException(
          "an epoch of " + batchesPerEpoch() + " batches cannot start at batch " + first);
    }
    assembler.requireOpen();
    List<int[]> batches = order.of(epoch);
    return new EpochBatches(
        first,
        batches.size(),
        settings.workers(),
        settings.prefetch(),
        batch -> load(epoch, batches.get(batch)));
  }

  /** The group of each image; one group where batches hold any images. */
  private static int[] groups(Dataset dataset, LoaderSettings settings) {
    Integer count = settings.aspectRatioGroups();
    if (count == null) {
      return new int[dataset.size()];
    }
    AspectRatioGroups groups = new AspectRatioGroups(count);
    return DatasetImageSizes.of(dataset.samples(), settings.workers()).stream()
        .mapToInt(groups::of)
        .toArray();
  }

  private ImageBatch load(long epoch, int[] positions) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    List<TrainingImage> images = new ArrayList<>();
    for (int position : positions) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the loader was closed");
      }
      Sample sample = dataset.samples().get(position);
      TrainingImage read = read(sample);
      samples.add(sample);
      images.add(augment(read, sample, SeededRandom.of(settings.seed(), epoch, position)));
    }
    return assembler.assembleChanged(samples, images);
  }

  private TrainingImage read(Sample sample) {
    ReducedImage image = sample.source().read(reduction);
    return TrainingImage.of(image, sample.annotations(), preprocessing.resize());
  }

  private TrainingImage augment(TrainingImage read, Sample sample, SeededRandom random) {
    TrainingImage changed = read;
    try {
      for (Augmentation augmentation : augmentations) {
        changed = augmentation.apply(changed, random);
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException("image " + sample.name() + " could not be augmented", e);
    }
    return changed;
  }

  @Override
  public void close() {
    assembler.close();
  }
}
