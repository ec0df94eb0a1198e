package dev.osprey.cli;

import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.CocoFile;
import dev.osprey.training.ImageNames;
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
final class ResultIds {
  private final Map<Path, EntryId> images = new HashMap<>();
  private final List<EntryId> categories = new ArrayList<>();

  private ResultIds() {}

  /** Ids without annotations. */
  static ResultIds of(List<Path> pictures, LabelMap labels) {
    ResultIds ids = new ResultIds();
    boolean numbered =
        pictures.stream().allMatch(picture -> stem(picture).matches("\\d{1,18}"))
            && pictures.stream().map(picture -> Long.valueOf(stem(picture))).distinct().count()
                == pictures.size();
    for (Path picture : pictures) {
      long position = ids.images.size() + 1L;
      ids.images.put(picture, EntryId.of(numbered ? Long.parseLong(stem(picture)) : position));
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
  static ResultIds of(
      List<Path> pictures, LabelMap labels, CocoFile annotations, Consumer<String> warnings) {
    ResultIds ids = new ResultIds();
    ImageNames names = ImageNames.of(annotations);
    long free = 1 + largest(annotations.images().stream().map(CocoFile.Picture::id).toList());
    List<Path> unknown = new ArrayList<>();
    for (Path picture : pictures) {
      EntryId id = names.idOf(picture.toString());
      ids.images.put(picture, id == null ? EntryId.of(free++) : id);
      if (id == null) {
        unknown.add(picture);
      }
    }
    if (!unknown.isEmpty()) {
      warnings.accept(
          unknown.size()
              + " of "
              + pictures.size()
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

  private static String stem(Path picture) {
    String name = picture.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  /** The id of one of the images. */
  EntryId image(Path picture) {
    return Objects.requireNonNull(images.get(picture));
  }

  /** The id of a class of the model. */
  EntryId category(int label) {
    return categories.get(label);
  }
}
