package dev.osprey.training.overfit;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.evaluation.DatasetDetections;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of overfitting: the objects of the images and which of them a detector has learnt.
 *
 * @param objects all targets, image by image
 * @param anchors absent if the detector has no anchors
 */
public record OverfitFindings(
    CocoMetrics metrics,
    LabelMap labels,
    List<LearntObject> objects,
    @Nullable AnchorReach anchors) {

  /** Minimum IoU at which a detection finds an object. */
  private static final double FOUND_IOU = 0.5;

  /**
   * An object of the ground truth.
   *
   * @param image name of its image
   * @param width width in pixels of the resized image
   * @param height likewise
   * @param anchorIou IoU with the best anchor; 0 if there are no anchors
   */
  public record LearntObject(
      String image, int label, double width, double height, Outcome outcome, double anchorIou) {
    /** The side of a square with the same area. */
    double side() {
      return Math.sqrt(width * height);
    }

    boolean isMissed() {
      return outcome == Outcome.MISSED;
    }
  }

  /**
   * The sizes of the smallest and the largest anchor (roots of their areas), in pixels of resized
   * images.
   */
  public record AnchorReach(double smallest, double largest) {}

  /** Whether an object was detected with its class, at any score. */
  public enum Outcome {
    FOUND,
    MISSED
  }

  public OverfitFindings {
    objects = List.copyOf(objects);
  }

  /**
   * Runs inference on the loader's first epoch, without augmentations.
   *
   * @param weights of {@code detector}'s network
   */
  public static OverfitFindings of(
      Detector detector, LabelMap labels, Weights weights, BatchLoader loader) {
    DatasetDetections found;
    try (Predictor predictor = Predictor.of(detector, labels, weights, weights.engine())) {
      found =
          Objects.requireNonNull(
              DatasetDetections.find(predictor, loader, (done, all) -> {}, () -> false));
    }
    AnchorFit fit = AnchorFit.of(detector, weights, loader);
    List<LearntObject> objects = new ArrayList<>();
    for (Sample sample : loader.dataset().samples()) {
      objects.addAll(targets(sample, found, fit));
    }
    AnchorReach anchors = fit.largest() > 0 ? new AnchorReach(fit.smallest(), fit.largest()) : null;
    return new OverfitFindings(found.evaluate(labels), labels, objects, anchors);
  }

  private static List<LearntObject> targets(Sample sample, DatasetDetections found, AnchorFit fit) {
    List<Annotation> marked =
        sample.annotations().stream()
            .filter(object -> !object.isCrowd() && !object.box().isEmpty())
            .toList();
    Detections detections = found.detections().getOrDefault(sample.id(), Detections.none());
    boolean[] isFound = found(marked, detections);
    AnchorFit.Objects seen = Objects.requireNonNull(fit.objects().get(sample.id()));
    List<LearntObject> targets = new ArrayList<>();
    for (int i = 0; i < isFound.length; i++) {
      Box box = Boxes.get(seen.boxes(), i);
      targets.add(
          new LearntObject(
              sample.name(),
              marked.get(i).label(),
              box.width(),
              box.height(),
              isFound[i] ? Outcome.FOUND : Outcome.MISSED,
              seen.bestIous()[i]));
    }
    return targets;
  }

  /** Assigns each detection, best score first, to the object of its class with the highest IoU. */
  private static boolean[] found(List<Annotation> marked, Detections detections) {
    boolean[] found = new boolean[marked.size()];
    for (int i = 0; i < detections.size(); i++) {
      int best = -1;
      double bestIou = FOUND_IOU;
      for (int k = 0; k < found.length; k++) {
        double iou = marked.get(k).box().iou(detections.box(i));
        if (!found[k] && marked.get(k).label() == detections.label(i) && iou >= bestIou) {
          best = best < 0 || iou > bestIou ? k : best;
          bestIou = iou;
        }
      }
      if (best >= 0) {
        found[best] = true;
      }
    }
    return found;
  }

  /** The number of objects without a detection. */
  public long missed() {
    return objects.stream().filter(LearntObject::isMissed).count();
  }
}
