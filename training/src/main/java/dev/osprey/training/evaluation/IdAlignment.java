package dev.osprey.training.evaluation;

import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the image and class ids of detections by those of a ground truth. If the file or class
 * name of a detection and its id disagree in the ground truth, the name decides, because ids that
 * are positions are valid only in their own file.
 */
public final class IdAlignment {
  private final Map<EntryId, String> fileOfId = new HashMap<>();
  private final ImageNameIndex images;
  private final Map<String, EntryId> idOfClass = new HashMap<>();
  private final Map<EntryId, String> classOfId = new HashMap<>();

  private IdAlignment(CocoFile truth) {
    for (CocoFile.Image image : truth.images()) {
      if (image.fileName() != null) {
        fileOfId.put(image.id(), image.fileName());
      }
    }
    images = ImageNameIndex.of(truth);
    for (CocoFile.Category category : truth.categories()) {
      idOfClass.put(category.name(), category.id());
      classOfId.put(category.id(), category.name());
    }
  }

  /** The label of each category id, in the order of the labels. */
  static Map<EntryId, Integer> labelsByCategory(LabelMap labels) {
    Map<EntryId, Integer> labelOf = new LinkedHashMap<>();
    for (int label = 0; label < labels.size(); label++) {
      labelOf.put(labels.categoryId(label), label);
    }
    return labelOf;
  }

  /**
   * Returns the detections with the ids of the ground truth.
   *
   * @param warnings receives a line if ids were replaced, or contradict names that the ground truth
   *     does not have
   */
  public static List<CocoDetection> joined(
      CocoFile truth, List<CocoDetection> detections, Consumer<String> warnings) {
    IdAlignment alignment = new IdAlignment(truth);
    boolean imagesFit = detections.stream().allMatch(alignment::imageFits);
    boolean classesFit = detections.stream().allMatch(alignment::classFits);
    if (imagesFit && classesFit) {
      return detections;
    }
    List<CocoDetection> joined = new ArrayList<>();
    for (CocoDetection each : detections) {
      EntryId image = imagesFit ? each.imageId() : alignment.image(each);
      EntryId category = classesFit ? each.categoryId() : alignment.category(each);
      joined.add(each.withIds(image, category));
    }
    if (!imagesFit) {
      alignment.warnOfImageIds(detections, warnings);
    }
    if (!classesFit) {
      alignment.warnOfCategoryIds(detections, warnings);
    }
    return joined;
  }

  private boolean imageFits(CocoDetection detection) {
    String name = fileName(detection);
    String own = fileOfId.get(detection.imageId());
    return name == null
        || fileOfId.isEmpty()
        || (own != null && ImageNameIndex.lastPart(own).equals(ImageNameIndex.lastPart(name)));
  }

  private boolean classFits(CocoDetection detection) {
    String name = className(detection);
    return name == null || name.equals(classOfId.get(detection.categoryId()));
  }

  /** The file name in a detection, which may be in the field of the id; null if there is none. */
  private @Nullable String fileName(CocoDetection detection) {
    boolean nameForId = detection.imageId().isText() && !fileOfId.containsKey(detection.imageId());
    return detection.fileName() == null && nameForId
        ? detection.imageId().toString()
        : detection.fileName();
  }

  /** The class name in a detection, which may be in the field of the id; null if there is none. */
  private @Nullable String className(CocoDetection detection) {
    boolean nameForId =
        detection.categoryId().isText() && !classOfId.containsKey(detection.categoryId());
    return detection.categoryName() == null && nameForId
        ? detection.categoryId().toString()
        : detection.categoryName();
  }

  private EntryId image(CocoDetection detection) {
    String name = fileName(detection);
    EntryId named = name == null ? null : images.idOf(name);
    return named == null ? detection.imageId() : named;
  }

  /** A class that is not in the ground truth gets a free id. */
  private EntryId category(CocoDetection detection) {
    String name = className(detection);
    if (name == null) {
      return detection.categoryId();
    }
    @Nullable EntryId named = idOfClass.get(name);
    return named == null ? EntryId.of("class " + name + " of the detections") : named;
  }

  private void warnOfImageIds(List<CocoDetection> detections, Consumer<String> warnings) {
    CocoDetection first =
        detections.stream().filter(each -> !imageFits(each)).findFirst().orElseThrow();
    warnings.accept(
        "image ids of the detections are not those of the ground truth (id "
            + first.imageId()
            + " is "
            + ImageNameIndex.lastPart(String.valueOf(fileName(first)))
            + " in the detections and "
            + fileOfId.getOrDefault(first.imageId(), "no image")
            + " in the ground truth); images are matched by file name");
  }

  private void warnOfCategoryIds(List<CocoDetection> detections, Consumer<String> warnings) {
    CocoDetection first =
        detections.stream().filter(each -> !classFits(each)).findFirst().orElseThrow();
    Set<String> unknown = new HashSet<>();
    for (CocoDetection each : detections) {
      String name = className(each);
      if (name != null && !idOfClass.containsKey(name)) {
        unknown.add("\"" + name + "\"");
      }
    }
    warnings.accept(
        "category ids of the detections are not those of the ground truth (id "
            + first.categoryId()
            + " is \""
            + className(first)
            + "\" in the detections and "
            + (classOfId.containsKey(first.categoryId())
                ? "\"" + classOfId.get(first.categoryId()) + "\""
                : "no class")
            + " in the ground truth); classes are matched by name"
            + (unknown.isEmpty()
                ? ""
                : "; the ground truth has no class "
                    + String.join(", ", unknown.stream().sorted().limit(5).toList())
                    + ", whose detections are ignored"));
  }
}
