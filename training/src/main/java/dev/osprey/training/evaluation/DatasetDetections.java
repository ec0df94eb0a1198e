package dev.osprey.training.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.coco.CocoEvaluator;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocEvaluator;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.predict.Predictor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The detections and annotations of a whole data set, by sample id. */
public final class DatasetDetections {

  /** Receives the progress of inference. */
  @FunctionalInterface
  public interface Progress {
    void onBatch(int imagesDone, int images);

    /** Receives the detections of an image, before the batch is counted. */
    default void onImage(Sample sample, Detections found) {}
  }

  private final Map<Long, List<Annotation>> annotations = new LinkedHashMap<>();
  private final Map<Long, Detections> detections = new LinkedHashMap<>();

  private DatasetDetections() {}

  /**
   * Runs inference on every image of the loader's first epoch.
   *
   * @param loader with the predictor's preprocessing and without augmentations
   * @return null if {@code stop} was requested before the end
   */
  public static @Nullable DatasetDetections find(
      Predictor predictor, BatchLoader loader, Progress progress, StopSignal stop) {
    DatasetDetections found = new DatasetDetections();
    int images = loader.dataset().size();
    try (EpochBatches batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        if (stop.isRequested()) {
          return null;
        }
        found.add(predictor, batches, progress);
        progress.onBatch(found.detections.size(), images);
      }
    }
    for (Sample sample : loader.dataset().samples()) {
      found.annotations.put(sample.id(), sample.annotations());
    }
    return found;
  }

  /**
   * Runs inference on every image, one by one and in order.
   *
   * @throws UserError if inference on an image fails; the message names the image
   */
  public static DatasetDetections find(ImageDetector detector, Dataset dataset, Progress progress) {
    DatasetDetections found = new DatasetDetections();
    for (Sample sample : dataset.samples()) {
      RgbImage image = sample.source().read();
      Detections ofImage;
      try {
        ofImage = detector.detect(image);
      } catch (UserError e) {
        throw new UserError(sample.name() + ": " + e.getMessage(), e);
      }
      found.detections.put(sample.id(), ofImage);
      progress.onImage(sample, ofImage);
      found.annotations.put(sample.id(), sample.annotations());
      progress.onBatch(found.detections.size(), dataset.size());
    }
    return found;
  }

  private void add(Predictor predictor, EpochBatches batches, Progress progress) {
    try (ImageBatch batch = batches.next()) {
      List<Detections> ofBatch = predictor.detect(batch);
      for (int i = 0; i < ofBatch.size(); i++) {
        Sample sample = batch.labelled().get(i).sample();
        detections.put(sample.id(), ofBatch.get(i));
        progress.onImage(sample, ofBatch.get(i));
      }
    }
  }

  /** The detections by sample id, in the order of the data set. */
  public Map<Long, Detections> detections() {
    return Collections.unmodifiableMap(detections);
  }

  /** The annotations by sample id; images without objects have an empty list. */
  public Map<Long, List<Annotation>> annotations() {
    return Collections.unmodifiableMap(annotations);
  }

  /**
   * The input of any metric: detections and ground truth.
   *
   * @param labels of the detector and of the annotations
   */
  public EvaluationInput input(LabelMap labels) {
    return EvaluationInput.of(annotations, detections, labels);
  }

  /** Computes COCO's metrics with the standard settings. */
  public CocoMetrics evaluate(LabelMap labels) {
    return new CocoEvaluator(CocoSettings.standard()).evaluate(input(labels));
  }

  /** Computes the landmark error; empty if there are no landmarks. */
  public Optional<LandmarkError> landmarkError() {
    LandmarkError error = LandmarkError.of(annotations, detections);
    boolean detected = detections.values().stream().anyMatch(Detections::hasLandmarks);
    return error.faces() > 0 && detected ? Optional.of(error) : Optional.empty();
  }

  /** Computes VOC's metrics. */
  public VocMetrics evaluate(LabelMap labels, VocSettings settings) {
    return new VocEvaluator(settings).evaluate(input(labels));
  }
}
