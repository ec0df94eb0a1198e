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
 * What a detector knows of the images that it was to learn by heart.
 *
 * @param objects all targets, image by image
 * @param anchors absent where the detector has none of its own
 */
public record OverfitFindings(
    CocoMetrics metrics,
    LabelMap labels,
    List<LearntObject> objects,
    @Nullable AnchorReach anchors) {

  /** Two boxes overlap so much where one is counted as finding the other. */
  private static final double FOUND_IOU = 0.5;

  /**
   * A marked object.
   *
   * @param image its name
   * @param width in pixels of the resized image, as the network sees it
   * @param height likewise
   * @param anchorIou overlap with the anchor that fits best; 0 where there are none
   */
  public record LearntObject(
      String image, int label, double width, double height, Outcome outcome, double anchorIou) {
    /** The side of a square as large. */
    double side() {
      return Math.sqrt(width * height);
    }

    boolean isMissed() {
      return outcome == Outcome.MISSED;
    }
  }

  /** Sides of the smallest and the largest anchor, roots of their areas, in the same pixels. */
  public record AnchorReach(double smallest, double largest) {}

  /** Whether an object was detected with its class, at whatever score. */
  public enum Outcome {
    FOUND,
    MISSED
  }

  public OverfitFindings {
    objects = List.copyOf(objects);
  }

  /**
   * Detects in the images of the loader's first epoch, which has no augmentations.
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

  /** Each detection, best score first, finds the object of its class that it overlaps most. */
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

  /** How many objects no detection found. */
  public long missed() {
    return objects.stream().filter(LearntObject::isMissed).count();
  }
}
