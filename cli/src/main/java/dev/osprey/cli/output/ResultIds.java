package dev.osprey.cli.output;

import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.training.evaluation.ImageNameIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The ids that a result file gives to images and classes: those of a data set's own annotations
 * where they are given. Without them a class has the id of the model's label map, and an image the
 * number that its name consists of ({@code 000000000139.jpg} is 139) if all names do and no two are
 * the same; else its position from 1.
 */
public final class ResultIds {
  private final Map<Path, EntryId> imageIds = new HashMap<>();
  private final List<EntryId> categories = new ArrayList<>();

  private ResultIds() {}

  /** Ids without annotations. */
  public static ResultIds of(List<Path> images, LabelMap labels) {
    ResultIds ids = new ResultIds();
    boolean numbered =
        images.stream().allMatch(image -> stem(image).matches("\\d{1,18}"))
            && images.stream().map(image -> Long.valueOf(stem(image))).distinct().count()
                == images.size();
    for (Path image : images) {
      long position = ids.imageIds.size() + 1L;
      ids.imageIds.put(image, EntryId.of(numbered ? Long.parseLong(stem(image)) : position));
    }
    labels.categories().forEach(category -> ids.categories.add(category.id()));
    return ids;
  }

  /**
   * The ids of annotations. Images are found there by file name, classes by name; others get ids
   * that stand nowhere in the annotations.
   *
   * @param warnings takes a line for images, and one for classes, that the annotations do not have
   */
  public static ResultIds of(
      List<Path> images, LabelMap labels, CocoFile annotations, Consumer<String> warnings) {
    ResultIds ids = new ResultIds();
    ImageNameIndex names = ImageNameIndex.of(annotations);
    long free = 1 + largest(annotations.images().stream().map(CocoFile.Image::id).toList());
    List<Path> unknown = new ArrayList<>();
    for (Path image : images) {
      EntryId id = names.idOf(image.toString());
      ids.imageIds.put(image, id == null ? EntryId.of(free++) : id);
      if (id == null) {
        unknown.add(image);
      }
    }
    if (!unknown.isEmpty()) {
      warnings.accept(
          unknown.size()
              + " of "
              + images.size()
              + " images are not in the annotations, or several there have their name; they get ids"
              + " above all others. The first is "
              + unknown.get(0));
    }
    ids.addCategories(labels, annotations, warnings);
    return ids;
  }

  private void addCategories(LabelMap labels, CocoFile annotations, Consumer<String> warnings) {
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
      warnings.accept(
          "the annotations do not have the model's "
              + (unknown.size() == 1 ? "class " : "classes ")
              + String.join(", ", unknown.subList(0, Math.min(5, unknown.size())))
              + (unknown.size() > 5 ? " and " + (unknown.size() - 5) + " more" : "")
              + "; their ids in the detections are above all others");
    }
  }

  private static long largest(List<EntryId> ids) {
    return ids.stream().mapToLong(id -> id.toLong().orElse(0)).max().orElse(0);
  }

  private static String stem(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  /** The id of one of the images. */
  public EntryId image(Path image) {
    return Objects.requireNonNull(imageIds.get(image));
  }

  /** The id of a class of the model. */
  public EntryId category(int label) {
    return categories.get(label);
  }
}
