package dev.osprey.cli.val;

import dev.osprey.cli.failure.ImageFailure;
import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.progress.InferenceProgress;
import dev.osprey.core.Detections;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.LoaderSettings;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.ViewReview;
import dev.osprey.inference.views.Views;
import dev.osprey.predict.Predictor;
import dev.osprey.training.evaluation.DatasetDetections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs inference on the images of a data set for {@code val}: in batches, or one by one with views
 * and with ONNX Runtime.
 *
 * @param batchSize images per batch; null for 4, or 1 for models that keep the size of images
 */
record DatasetInference(Views views, @Nullable Integer batchSize) {
  private static final int USUAL_BATCH = 4;

  DatasetInference {
    if (batchSize != null && batchSize < 1) {
      throw new UserError("--batch-size " + batchSize + ": give 1 or more images");
    }
  }

  /**
   * Returns the detections of every image. Prints progress and speed on standard error.
   *
   * @param sink takes the detections of each image as soon as they are known
   * @throws UserError if an image cannot be used or memory runs out
   */
  DatasetDetections find(
      LoadedDetector detector, Dataset data, BiConsumer<Sample, Detections> sink) {
    ViewReview.warnings(views, detector).forEach(WarningLine::print);
    // an exported file takes plain images; its graph includes the preprocessing
    Predictor batches =
        views.equals(Views.plain()) && detector instanceof Predictor predictor ? predictor : null;
    InferenceProgress progress = new InferenceProgress(detector, waiting(batches), sink);
    DatasetDetections found;
    try (progress) {
      found =
          batches == null
              ? DatasetDetections.find(detector.with(views), data, progress)
              : inBatches(batches, data, progress);
    } catch (RuntimeException | Error e) { // memory, stack, class loading, native code
      if (e instanceof UserError) {
        throw e;
      }
      throw ImageFailure.reason(e)
          .map(reason -> new UserError(progress.next(data) + ": " + reason, e))
          .orElseThrow(() -> new IllegalStateException("an image could not be used", e));
    }
    progress.printSpeed();
    return found;
  }

  private String waiting(@Nullable Predictor batches) {
    if (batches != null) {
      return "waiting for images (decoded and resized in other threads)";
    }
    return views.equals(Views.plain()) ? "decoding" : "decoding and merging";
  }

  private DatasetDetections inBatches(
      Predictor predictor, Dataset data, InferenceProgress progress) {
    LoaderSettings settings =
        LoaderSettings.sequential(
            batchSize(predictor), Runtime.getRuntime().availableProcessors(), 2);
    try (BatchLoader loader =
        new BatchLoader(data, predictor.config().preprocessing(), List.of(), settings)) {
      return Objects.requireNonNull(
          DatasetDetections.find(predictor, loader, progress, () -> false));
    }
  }

  private int batchSize(Predictor predictor) {
    if (batchSize != null) {
      return batchSize;
    }
    return predictor.config().preprocessing().resize() instanceof ResizeRule.None ? 1 : USUAL_BATCH;
  }
}
