package dev.osprey.evaluation.landmark;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.Point;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The normalised mean error of landmarks: the mean distance between the detected and the annotated
 * points of a face, divided by the distance between its annotated eyes (inter-ocular), averaged
 * over the faces. It covers detected faces only, so it should be read together with a detection
 * metric, which includes missed faces.
 *
 * <p>By descending score, each detection is matched to the annotated face of its class with the
 * largest IoU, if this is at least 0.5 and the face is not matched yet. Faces without annotated
 * landmarks, or with both eyes at the same point, are ignored.
 *
 * @param faces number of annotated faces with landmarks
 * @param found number of these that were detected
 * @param mean mean error of the detected faces; NaN if there are none
 */
public record LandmarkError(int faces, int found, double mean) {
  private static final double MIN_IOU = 0.5;

  /**
   * @param annotations by image id
   * @param detections by image id; an image may be missing
   */
  public static LandmarkError of(
      Map<Long, List<Annotation>> annotations, Map<Long, Detections> detections) {
    int faces = 0;
    int found = 0;
    double sum = 0;
    for (Map.Entry<Long, List<Annotation>> image : annotations.entrySet()) {
      List<Annotation> marked = image.getValue();
      int[] matches = matches(marked, detections.getOrDefault(image.getKey(), Detections.none()));
      for (int i = 0; i < marked.size(); i++) {
        if (eyeDistance(marked.get(i)) > 0) {
          faces++;
          if (matches[i] >= 0) {
            found++;
            Detections ofImage = detections.getOrDefault(image.getKey(), Detections.none());
            sum += error(marked.get(i), ofImage.landmarks(matches[i]));
          }
        }
      }
    }
    return new LandmarkError(faces, found, sum / found);
  }

  /** Returns for each annotated face the index of the matched detection, or -1. */
  private static int[] matches(List<Annotation> marked, Detections found) {
    int[] matches = new int[marked.size()];
    Arrays.fill(matches, -1);
    List<Integer> order =
        java.util.stream.IntStream.range(0, found.hasLandmarks() ? found.size() : 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -found.score(i)))
            .toList();
    for (int detection : order) {
      int best = best(marked, found.box(detection), found.label(detection));
      if (best >= 0 && matches[best] < 0) {
        matches[best] = detection;
      }
    }
    return matches;
  }

  private static int best(List<Annotation> marked, Box box, int label) {
    int best = -1;
    double bestIou = 0;
    for (int i = 0; i < marked.size(); i++) {
      double iou = marked.get(i).label() == label ? marked.get(i).box().iou(box) : 0;
      if (iou >= MIN_IOU && iou > bestIou) {
        bestIou = iou;
        best = i;
      }
    }
    return best;
  }

  private static double error(Annotation face, List<Point> points) {
    double sum = 0;
    for (int k = 0; k < points.size(); k++) {
      sum += distance(face.landmarks().get(k), points.get(k));
    }
    return sum / points.size() / eyeDistance(face);
  }

  /** The distance between the annotated eyes; 0 without annotated landmarks. */
  private static double eyeDistance(Annotation face) {
    return face.landmarks().isEmpty()
        ? 0
        : distance(face.landmarks().get(0), face.landmarks().get(1));
  }

  private static double distance(Point a, Point b) {
    return Math.hypot(a.x() - b.x(), a.y() - b.y());
  }

  /** {@code landmark error 4.21% of the distance between the eyes, 118 of 120 faces found}. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "landmark error %.2f%% of the distance between the eyes, %d of %d faces found",
        100 * mean,
        found,
        faces);
  }
}
