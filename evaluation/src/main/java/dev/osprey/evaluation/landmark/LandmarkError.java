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
 * over the faces. It covers detected faces only, so it is read beside a detection metric, which
 * counts the missed ones.
 *
 * <p>By descending score, each detected face is matched to the annotated face of its class that it
 * overlaps most, with an IoU of at least 0.5, unless that face is matched already. Faces without
 * annotated landmarks do not count, nor do those whose two eyes are annotated at the same point.
 *
 * @param faces annotated faces with landmarks
 * @param found how many of these were detected
 * @param mean error of the detected ones; NaN if there are none
 */
public record LandmarkError(int faces, int found, double mean) {
  private static final double LEAST_IOU = 0.5;

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
      int[] finders = finders(marked, detections.getOrDefault(image.getKey(), Detections.none()));
      for (int i = 0; i < marked.size(); i++) {
        if (eyeDistance(marked.get(i)) > 0) {
          faces++;
          if (finders[i] >= 0) {
            found++;
            Detections ofImage = detections.getOrDefault(image.getKey(), Detections.none());
            sum += error(marked.get(i), ofImage.landmarks(finders[i]));
          }
        }
      }
    }
    return new LandmarkError(faces, found, sum / found);
  }

  /** Returns for each annotated face the index of the matched detection; -1 where there is none. */
  private static int[] finders(List<Annotation> marked, Detections found) {
    int[] finders = new int[marked.size()];
    Arrays.fill(finders, -1);
    List<Integer> order =
        java.util.stream.IntStream.range(0, found.hasLandmarks() ? found.size() : 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -found.score(i)))
            .toList();
    for (int detection : order) {
      int best = best(marked, found.box(detection), found.label(detection));
      if (best >= 0 && finders[best] < 0) {
        finders[best] = detection;
      }
    }
    return finders;
  }

  private static int best(List<Annotation> marked, Box box, int label) {
    int best = -1;
    double bestIou = 0;
    for (int i = 0; i < marked.size(); i++) {
      double iou = marked.get(i).label() == label ? marked.get(i).box().iou(box) : 0;
      if (iou >= LEAST_IOU && iou > bestIou) {
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

  /** The distance between the annotated eyes; 0 where no landmarks are annotated. */
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
