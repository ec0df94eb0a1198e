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
 * classes counted from 0, corners instead of sizes, fractions instead of pixels.
 */
public final class ResultReview {
  /** IoU from which a detection is assumed to belong to an object. */
  private static final double MIN_IOU = 0.1;

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
    review.warnOfInvalidBoxes();
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
            + " detections have categories that the ground truth does not have (ids "
            + shown(unknown.keySet())
            + "; it has "
            + shown(known)
            + ") and are ignored."
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

  private void warnOfInvalidBoxes() {
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
    long asFractions =
        detections.stream()
            .filter(each -> Math.max(each.x() + each.width(), each.y() + each.height()) <= 1.5)
            .count();
    if (isMost(asFractions, detections.size())) {
      warnings.accept(
          asFractions
              + " of "
              + detections.size()
              + " boxes are within the first pixel of their images. Are they fractions of the image"
              + " size instead of pixels?");
      return true;
    }
    Map<EntryId, CocoFile.Image> images = new HashMap<>();
    truth.images().forEach(image -> images.put(image.id(), image));
    List<CocoDetection> beyond =
        detections.stream()
            .filter(each -> extendsBeyond(each, images.get(each.imageId())))
            .toList();
    if (!isMost(beyond.size(), detections.size())) {
      return false;
    }
    long asCorners =
        beyond.stream().filter(each -> isCorners(each, images.get(each.imageId()))).count();
    warnings.accept(
        beyond.size()
            + " of "
            + detections.size()
            + " boxes extend beyond their images"
            + (isMost(asCorners, beyond.size())
                ? ". Are they corners (x1, y1, x2, y2)? COCO's boxes are [x, y, width, height]"
                : ". Were they found in images of another size?"));
    return true;
  }

  private static boolean extendsBeyond(CocoDetection box, CocoFile.@Nullable Image image) {
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

  /** Compares the best detections of each image, as many as it has objects, with its objects. */
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
    int overlapping = 0;
    int sameClass = 0;
    for (Map.Entry<EntryId, List<CocoFile.Entry>> image : objects.entrySet()) {
      List<CocoDetection> ofImage =
          found.getOrDefault(image.getKey(), List.of()).stream()
              .sorted(Comparator.comparingDouble(CocoDetection::score).reversed())
              .limit(image.getValue().size())
              .toList();
      for (CocoDetection each : ofImage) {
        List<CocoFile.Entry> overlapped =
            image.getValue().stream().filter(entry -> overlaps(each, entry)).toList();
        best++;
        overlapping += overlapped.isEmpty() ? 0 : 1;
        sameClass +=
            overlapped.stream().anyMatch(entry -> entry.categoryId().equals(each.categoryId()))
                ? 1
                : 0;
      }
    }
    reportMisses(best, overlapping, sameClass);
  }

  private void reportMisses(int best, int overlapping, int sameClass) {
    if (best == 0) {
      warnings.accept(
          "no detection is in an image that has objects. Are the image ids those of the ground"
              + " truth?");
    } else if (isMost(best - overlapping, best)) {
      warnings.accept(
          (best - overlapping)
              + " of the "
              + best
              + " best detections overlap no object. Are the image ids those of the ground truth,"
              + " and the boxes [x, y, width, height] in pixels of the original images?");
    } else if (isMost(overlapping - sameClass, overlapping)) {
      warnings.accept(
          (overlapping - sameClass)
              + " of the "
              + overlapping
              + " best detections that overlap an object have another class. Are the category ids"
              + " those of the ground truth, or do classes start from 0 in one file and from 1 in"
              + " the other?");
    }
  }

  private static boolean overlaps(CocoDetection found, CocoFile.Entry marked) {
    Box box = Box.ofXywh(found.x(), found.y(), found.width(), found.height());
    Box object = Box.ofXywh(marked.x(), marked.y(), marked.width(), marked.height());
    return box.iou(object) >= MIN_IOU;
  }
}
