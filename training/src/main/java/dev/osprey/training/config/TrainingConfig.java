package dev.osprey.training.config;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.data.loader.LoaderSettings;
import dev.osprey.data.loader.LoaderSettings.Decoding;
import dev.osprey.data.loader.LoaderSettings.Difficult;
import dev.osprey.data.loader.LoaderSettings.LastBatch;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the training loop.
 *
 * @param epochs number of passes over the training split
 * @param maxMinutes time limit in minutes, after which the run evaluates and ends; each resumed run
 *     has the full time again; absent for no limit
 * @param stopAtMap50 target mAP50 at which the run ends; absent for none
 * @param batchSize images in one forward pass
 * @param lastBatch treatment of the last images of an epoch if they do not fill a batch
 * @param aspectRatioGroups number of groups into which images are sorted by height / width, so that
 *     a batch of one group needs little padding (2: wide and tall); absent for no groups
 * @param difficult treatment of objects that the data marks as difficult (Pascal VOC)
 * @param accumulate number of batches in one optimiser step, for large steps with little memory
 * @param clipNorm maximum L2 norm of the gradient over all parameters, to which longer ones are
 *     clipped; absent for no clipping
 * @param averageDecay decay of a moving average of the weights at each step; the average is then
 *     evaluated and saved as the best; absent for none
 * @param seed seed of initial weights, order of images and augmentations
 * @param workers number of threads that decode images; 0 means one per core
 * @param prefetch maximum number of batches that are loaded in advance
 * @param decoding scale at which JPEG files of the training split are decoded
 */
public record TrainingConfig(
    int epochs,
    @Nullable Double maxMinutes,
    @Nullable Double stopAtMap50,
    int batchSize,
    LastBatch lastBatch,
    @Nullable Integer aspectRatioGroups,
    Difficult difficult,
    int accumulate,
    @Nullable Double clipNorm,
    @Nullable Double averageDecay,
    long seed,
    int workers,
    int prefetch,
    Decoding decoding) {

  public TrainingConfig {
    requireAtLeast("epochs", epochs, 1);
    requireAtLeast("batchSize", batchSize, 1);
    requireAtLeast("accumulate", accumulate, 1);
    requireAtLeast("workers", workers, 0);
    requireAtLeast("prefetch", prefetch, 1);
    if (aspectRatioGroups != null) {
      requireAtLeast("aspectRatioGroups", aspectRatioGroups, 2);
      CountLimit.BATCH.require("training.aspectRatioGroups", aspectRatioGroups);
    }
    CountLimit.BATCH.require("training.batchSize", batchSize);
    CountLimit.BATCH.require("training.prefetch", prefetch);
    CountLimit.THREADS.require("training.workers", workers);
    requirePositive("maxMinutes", maxMinutes);
    requirePositive("clipNorm", clipNorm);
    if (stopAtMap50 != null && !(stopAtMap50 > 0 && stopAtMap50 <= 1)) {
      throw new UserError(
          "training.stopAtMap50 is "
              + stopAtMap50
              + "; give a number above 0, up to 1, or null to train until the end");
    }
    if (averageDecay != null && !(averageDecay >= 0 && averageDecay < 1)) {
      throw new UserError(
          "training.averageDecay is "
              + averageDecay
              + "; give a number of 0 or more, below 1 (usual: 0.999), or null for no average");
    }
  }

  /** The loader settings of the training split. */
  public LoaderSettings loader() {
    return new LoaderSettings(
        batchSize,
        LoaderSettings.Order.SHUFFLED,
        lastBatch,
        aspectRatioGroups,
        difficult,
        seed,
        threads(),
        prefetch,
        decoding);
  }

  /** The loader settings of evaluation, in the order of the data set. */
  public LoaderSettings evaluationLoader(int evaluationBatchSize) {
    return LoaderSettings.sequential(evaluationBatchSize, threads(), prefetch);
  }

  private int threads() {
    return workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
  }

  /** The number of optimiser steps of an epoch; the last step may have fewer batches. */
  public long stepsPerEpoch(int batchesPerEpoch) {
    return ((long) batchesPerEpoch + accumulate - 1) / accumulate;
  }

  private static void requireAtLeast(String key, int value, int minimum) {
    if (value < minimum) {
      throw new UserError("training." + key + " is " + value + "; give " + minimum + " or more");
    }
  }

  private static void requirePositive(String key, @Nullable Double value) {
    if (value != null && !(value > 0 && Double.isFinite(value))) {
      throw new UserError(
          "training." + key + " is " + value + "; give a number above 0, or null for no limit");
    }
  }
}
