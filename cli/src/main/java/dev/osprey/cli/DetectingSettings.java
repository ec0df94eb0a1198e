package dev.osprey.cli;

import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.LoaderSettings;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.predict.LoadedDetector;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.Views;
import dev.osprey.training.DatasetDetections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How {@code val} detects the pictures of a data set: views picture by picture, plain pictures in
 * batches where the engine takes them.
 *
 * @param batchSize null: one for models that keep the size of pictures, else some
 */
record DetectingSettings(Views views, @Nullable Integer batchSize) {
  private static final int USUAL_BATCH = 4;

  DetectingSettings {
    if (batchSize != null && batchSize < 1) {
      throw new UserError("--batch-size " + batchSize + ": give 1 or more pictures");
    }
  }

  /** What is found in every picture; progress goes to standard error. */
  DatasetDetections find(LoadedDetector detector, Dataset data) {
    try (EvaluationProgress progress = EvaluationProgress.onStandardError()) {
      // an exported file takes pictures as they are, and does all else itself
      return views.equals(Views.plain()) && detector instanceof Predictor predictor
          ? inBatches(predictor, data, progress)
          : DatasetDetections.find(detector.with(views), data, progress::onBatch);
    }
  }

  private DatasetDetections inBatches(
      Predictor predictor, Dataset data, EvaluationProgress progress) {
    LoaderSettings settings =
        LoaderSettings.sequential(
            batchSize(predictor), Runtime.getRuntime().availableProcessors(), 2);
    try (BatchLoader loader =
        new BatchLoader(data, predictor.config().preprocessing(), List.of(), settings)) {
      return Objects.requireNonNull(
          DatasetDetections.find(predictor, loader, progress::onBatch, () -> false));
    }
  }

  private int batchSize(Predictor predictor) {
    if (batchSize != null) {
      return batchSize;
    }
    return predictor.config().preprocessing().resize() instanceof ResizeRule.None ? 1 : USUAL_BATCH;
  }
}
