package dev.osprey.training.evaluation;

import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Warns about result files that can be evaluated but are probably wrong: ids of another file,
 * classes counted from 0, corners in place of sizes, fractions in place of pixels.
 */
public final class ResultReview {
  /** IoU from which a detection is assumed to belong to an object. */
  private static final double MEETS = 0.1;

  private final CocoFile truth;
  private final List<CocoDetection> detections;
  private final Consumer<String> warnings;

  private ResultReview(CocoFile truth, List<CocoDetection> detections, Consumer<String> warnings) {
    this.truth = truth;
    this.detections = detections;
    this.warnings = warnings;
  }

  /**
   * Checks the input of an evaluation.
   *
   * @param detections with the ids of the ground truth
   * @param warnings receives a line for each finding
   */
  public static void review(
      CocoFile truth, List<CocoDetection> detections, Consumer<String> warnings) {
    if (truth.annotations().isEmpty()) {
      warnings.accept("the ground truth has no objects; there is nothing to measure");
    }
    if (detections.isEmpty()) {
      warnings.accept("the result file has no detections");
      return;
    }
    ResultReview review = new ResultReview(truth, detections, warnings);
    review.warnOfCategories();
    review.warnOfSides();
    boolean explained = review.warnOfCoordinates();
    if (!explained) {
      review.warnOfMisses();
    }
  }

  private static boolean isMost(long part, long all) {
    return 2 * part > all;
  }

  private void warnOfCategories() {
    Set<EntryId> known = new HashSet<>();
    truth.categories().forEach(category -> known.add(category.id()));
    Map<EntryId, Integer> unknown = new TreeMap<>();
    for (CocoDetection each : detections) {
      if (!known.contains(each.categoryId()) && each.categoryName() == null) {
        unknown.merge(each.categoryId(), 1, Integer::sum);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    int count = unknown.values().stream().mapToInt(Integer::intValue).sum();
    warnings.accept(
        count
            + " of "
            + detections.size()
            + " detections are of categories that the ground truth does not have (ids "
            + shown(unknown.keySet())
            + "; it has "
            + shown(known)
            + ") and are left out."
            + (startsFromZero(known) ? " Do classes start from 0 in the detections?" : ""));
  }

  /** Whether every category id is one less than an id of the ground truth. */
  private boolean startsFromZero(Set<EntryId> known) {
    return detections.stream()
        .allMatch(
            each ->
                each.categoryId().toLong().isPresent()
                    && known.contains(EntryId.of(each.categoryId().toLong().getAsLong() + 1)));
  }

  private static String shown(Set<EntryId> ids) {
    List<EntryId> sorted = ids.stream().sorted().toList();
    List<String> first = sorted.stream().limit(5).map(EntryId::toString).toList();
    return String.join(", ", first)
        + (sorted.size() > 5 ? " and " + (sorted.size() - 5) + " more" : "");
  }

  private void warnOfSides() {
    warnOf(
        each -> each.width() < 0 || each.height() < 0,
        "have a negative width or height and overlap nothing");
    warnOf(
        each -> !Double.isFinite(each.x() + each.y() + each.width() + each.height()),
        "have a coordinate or side that is not a finite number and overlap nothing");
  }

  private void warnOf(Predicate<CocoDetection> test, String what) {
    List<CocoDetection> found = detections.stream().filter(test).toList();
    if (!found.isEmpty()) {
      CocoDetection first = found.get(0);
      warnings.accept(
          String.format(
              Locale.ROOT,
              "%d of %d detections %s; the first is detection %d, of image %s: [%s, %s, %s, %s]",
              found.size(),
              detections.size(),
              what,
              detections.indexOf(first),
              first.imageId(),
              first.x(),
              first.y(),
              first.width(),
              first.height()));
    }
  }

  private boolean warnOfCoordinates() {
    long inUnits =
        detections.stream()
            .filter(each -> Math.max(each.x() + each.width(), each.y() + each.height()) <= 1.5)
            .count();
    if (isMost(inUnits, detections.size())) {
      warnings.accept(
          inUnits
              + " of "
              + detections.size()
              + " boxes lie within the first pixel of their images. Are they shares of the sides in"
              + " place of pixels?");
      return true;
    }
    Map<EntryId, CocoFile.Image> images = new HashMap<>();
    truth.images().forEach(image -> images.put(image.id(), image));
    List<CocoDetection> beyond =
        detections.stream().filter(each -> reachesOut(each, images.get(each.imageId()))).toList();
    if (!isMost(beyond.size(), detections.size())) {
      return false;
    }
    long asCorners =
        beyond.stream().filter(each -> isCorners(each, images.get(each.imageId()))).count();
    warnings.accept(
        beyond.size()
            + " of "
            + detections.size()
            + " boxes reach out of their images"
            + (isMost(asCorners, beyond.size())
                ? ". Are they corners (x1, y1, x2, y2)? COCO's boxes are [x, y, width, height]"
                : ". Were they found in images of another size?"));
    return true;
  }

  private static boolean reachesOut(CocoDetection box, CocoFile.@Nullable Image image) {
    return image != null
        && image.width() > 0
        && image.height() > 0
        && (box.x() + box.width() > image.width() + 1
            || box.y() + box.height() > image.height() + 1);
  }

  private static boolean isCorners(CocoDetection box, CocoFile.@Nullable Image image) {
    return image != null
        && box.width() > box.x()
        && box.height() > box.y()
        && box.width() <= image.width() + 1
        && box.height() <= image.height() + 1;
  }

  /** Compares as many of the best detections of an image as it has objects. */
  private void warnOfMisses() {
    Map<EntryId, List<CocoFile.Entry>> objects = new HashMap<>();
    for (CocoFile.Entry entry : truth.annotations()) {
      objects.computeIfAbsent(entry.imageId(), id -> new ArrayList<>()).add(entry);
    }
    Map<EntryId, List<CocoDetection>> found = new HashMap<>();
    for (CocoDetection each : detections) {
      found.computeIfAbsent(each.imageId(), id -> new ArrayList<>()).add(each);
    }
    int best = 0;
    int meeting = 0;
    int ofItsClass = 0;
    for (Map.Entry<EntryId, List<CocoFile.Entry>> image : objects.entrySet()) {
      List<CocoDetection> ofImage =
          found.getOrDefault(image.getKey(), List.of()).stream()
              .sorted(Comparator.comparingDouble(CocoDetection::score).reversed())
              .limit(image.getValue().size())
              .toList();
      for (CocoDetection each : ofImage) {
        List<CocoFile.Entry> met =
            image.getValue().stream().filter(entry -> meets(each, entry)).toList();
        best++;
        meeting += met.isEmpty() ? 0 : 1;
        ofItsClass +=
            met.stream().anyMatch(entry -> entry.categoryId().equals(each.categoryId())) ? 1 : 0;
      }
    }
    tellMisses(best, meeting, ofItsClass);
  }

  private void tellMisses(int best, int meeting, int ofItsClass) {
    if (best == 0) {
      warnings.accept(
          "no detection lies in an image that has objects. Are the image ids the truth's?");
    } else if (isMost(best - meeting, best)) {
      warnings.accept(
          (best - meeting)
              + " of the "
              + best
              + " best detections meet no object. Are the image ids the truth's, and the boxes"
              + " [x, y, width, height] in pixels of the original images?");
    } else if (isMost(meeting - ofItsClass, meeting)) {
      warnings.accept(
          (meeting - ofItsClass)
              + " of the "
              + meeting
              + " best detections that meet an object are of another class than it. Are the"
              + " category ids the truth's, or do classes start from 0 in one file and from 1 in the"
              + " other?");
    }
  }

  private static boolean meets(CocoDetection found, CocoFile.Entry marked) {
    Box box = Box.ofXywh(found.x(), found.y(), found.width(), found.height());
    Box object = Box.ofXywh(marked.x(), marked.y(), marked.width(), marked.height());
    return box.iou(object) >= MEETS;
  }
}
