package dev.osprey.data.format;

import dev.osprey.core.UserError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Whether the ids of a COCO file are unique and refer to what is there. */
final class CocoReferences {
  private final Path file;
  private final Set<Long> images = new HashSet<>();
  private final Set<Integer> categories = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Long> annotations = new HashSet<>();

  private CocoReferences(Path file) {
    this.file = file;
  }

  /**
   * @throws UserError at the first entry that is wrong
   */
  static void check(CocoFile content, Path file) {
    CocoReferences references = new CocoReferences(file);
    content.images().forEach(references::addImage);
    content.categories().forEach(references::addCategory);
    content.annotations().forEach(references::addAnnotation);
  }

  private void addImage(CocoFile.Picture image) {
    if (!images.add(image.id())) {
      throw wrong("image id " + image.id() + " stands twice. Give every picture its own id");
    }
  }

  private void addCategory(CocoFile.Category category) {
    if (!categories.add(category.id())) {
      throw wrong("category id " + category.id() + " stands twice. Give every class its own");
    }
    if (!names.add(category.name())) {
      throw wrong(
          "category name \"" + category.name() + "\" stands twice. Merge the two categories");
    }
  }

  private void addAnnotation(CocoFile.Entry entry) {
    if (!annotations.add(entry.id())) {
      throw wrong("annotation id " + entry.id() + " stands twice. Give every one its own id");
    }
    if (!images.contains(entry.imageId())) {
      throw wrong(
          "annotation "
              + entry.id()
              + " has image_id "
              + entry.imageId()
              + ", which is not among the images. Fix the entry or add the image");
    }
    if (!categories.contains(entry.categoryId())) {
      throw wrong(
          "annotation "
              + entry.id()
              + " has category_id "
              + entry.categoryId()
              + ", which is not among the categories "
              + categories.stream().sorted().toList()
              + ". Fix the entry or add the category");
    }
  }

  private UserError wrong(String what) {
    return new UserError(file + ": " + what);
  }
}
