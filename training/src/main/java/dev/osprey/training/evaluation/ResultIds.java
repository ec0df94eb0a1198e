package dev.osprey.training.evaluation;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.text.Decimals;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The ids of images and classes in a COCO result file.
 *
 * <p>With the annotations of a data set, these are the ids of the annotations. Without them, the id
 * of a class is that of the model's label map, and the id of an image is the number in its file
 * name ({@code 000000000139.jpg} has the id 139). If a name is not a number, or two names are the
 * same number, the id of every image is its position from 1.
 */
public final class ResultIds {
  private static final int SHOWN_CLASSES = 5;

  private final LabelMap labels;
  private final Map<Path, EntryId> imageIds = new HashMap<>();
  private final List<EntryId> categories = new ArrayList<>();

  private ResultIds(LabelMap labels) {
    this.labels = labels;
  }

  /**
   * Ids without annotations.
   *
   * @param files all image files of the result
   * @param labels the classes of the model
   */
  public static ResultIds of(List<Path> files, LabelMap labels) {
    ResultIds ids = new ResultIds(labels);
    boolean numbered =
        files.stream().allMatch(file -> stem(file).matches("\\d{1,18}"))
            && files.stream().map(file -> Long.valueOf(stem(file))).distinct().count()
                == files.size();
    for (Path file : files) {
      long position = ids.imageIds.size() + 1L;
      ids.imageIds.put(file, EntryId.of(numbered ? Long.parseLong(stem(file)) : position));
    }
    labels.categories().forEach(category -> ids.categories.add(category.id()));
    return ids;
  }

  /**
   * Ids of annotations. Images are found there by file name, classes by name. Those that are not
   * found get ids above all others.
   *
   * @param files all image files of the result
   * @param labels the classes of the model
   * @param warnings receives a line if images, and a line if classes, are not in the annotations
   */
  public static ResultIds of(
      List<Path> files, LabelMap labels, CocoFile annotations, Consumer<String> warnings) {
    ResultIds ids = new ResultIds(labels);
    ImageNameIndex names = ImageNameIndex.of(annotations);
    long free = 1 + largest(annotations.images().stream().map(CocoFile.Image::id).toList());
    List<Path> unknown = new ArrayList<>();
    for (Path file : files) {
      EntryId id = names.idOf(file.toString());
      ids.imageIds.put(file, id == null ? EntryId.of(free++) : id);
      if (id == null) {
        unknown.add(file);
      }
    }
    if (!unknown.isEmpty()) {
      warnings.accept(
          unknown.size()
              + " of "
              + files.size()
              + " images are not in the annotations, or several images there have their name; they"
              + " get ids above all others. The first is "
              + unknown.get(0));
    }
    ids.addCategories(annotations, warnings);
    return ids;
  }

  private void addCategories(CocoFile annotations, Consumer<String> warnings) {
    LabelMap known = annotations.labels();
    long free = 1 + largest(known.categories().stream().map(LabelMap.Category::id).toList());
    List<String> unknown = new ArrayList<>();
    for (String name : labels.names()) {
      int label = known.labelOfName(name);
      categories.add(label < 0 ? EntryId.of(free++) : known.categoryId(label));
      if (label < 0) {
        unknown.add("\"" + name + "\"");
      }
    }
    if (!unknown.isEmpty()) {
      int more = unknown.size() - SHOWN_CLASSES;
      warnings.accept(
          "the annotations do not have the model's "
              + (unknown.size() == 1 ? "class " : "classes ")
              + String.join(", ", unknown.subList(0, Math.min(SHOWN_CLASSES, unknown.size())))
              + (more > 0 ? " and " + more + " more" : "")
              + "; their ids in the detections are above all others");
    }
  }

  private static long largest(List<EntryId> ids) {
    return ids.stream().mapToLong(id -> id.toLong().orElse(0)).max().orElse(0);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  /** The id of one of the images. */
  public EntryId image(Path file) {
    return Objects.requireNonNull(imageIds.get(file));
  }

  /** The id of a class of the model. */
  public EntryId category(int label) {
    return categories.get(label);
  }

  /**
   * The detections of one image as entries of a COCO result file. Numbers are written with the
   * shortest digits that identify the float.
   *
   * @param detections in pixels of the original image
   */
  public List<CocoDetection> entries(Path file, Detections detections) {
    List<CocoDetection> entries = new ArrayList<>();
    for (Detection detection : detections) {
      Box box = detection.box();
      entries.add(
          new CocoDetection(
              image(file),
              category(detection.label()),
              Decimals.shortest(box.x1()),
              Decimals.shortest(box.y1()),
              Decimals.shortest(box.width()),
              Decimals.shortest(box.height()),
              Decimals.shortest(detection.score()),
              file.toString(),
              labels.name(detection.label()),
              detection.landmarks().stream().map(ResultIds::shortest).toList()));
    }
    return entries;
  }

  private static Point shortest(Point point) {
    return new Point(Decimals.shortest(point.x()), Decimals.shortest(point.y()));
  }
}
