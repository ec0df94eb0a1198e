package dev.osprey.data.format;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A COCO ground-truth file ({@code instances_*.json}): its pictures, categories and annotations in
 * the order of the file, every number as the double that was written. Nothing is rounded, clipped
 * or judged, so that an evaluation sees what pycocotools sees.
 */
public record CocoFile(List<Picture> images, List<Category> categories, List<Entry> annotations) {

  /**
   * A picture of the file.
   *
   * @param fileName relative to the picture folder; null where the file gives none
   * @param width in pixels, 0 where the file gives none
   * @param height in pixels, 0 where the file gives none
   */
  public record Picture(long id, @Nullable String fileName, int width, int height) {}

  /** A class of the file; ids may have gaps. */
  public record Category(int id, String name) {}

  /**
   * A marked object: {@code [x, y, width, height]} in pixels.
   *
   * @param area the mask's area as a rule; width times height where the file gives none
   * @param crowd {@code iscrowd}
   */
  public record Entry(
      long id,
      long imageId,
      int categoryId,
      double x,
      double y,
      double width,
      double height,
      double area,
      boolean crowd) {}

  public CocoFile {
    images = List.copyOf(images);
    categories = List.copyOf(categories);
    annotations = List.copyOf(annotations);
  }

  /**
   * Reads a file in one pass; masks and other fields that are not needed take no memory.
   *
   * @throws dev.osprey.core.UserError where it is missing, no JSON, or an entry lacks a field, has
   *     one of a wrong type, or refers to a picture or category that is not there
   */
  public static CocoFile read(Path file) {
    return CocoReader.readGroundTruth(file);
  }

  /** Writes beside the file, then renames: a file that is there stays whole until the end. */
  public void write(Path file) {
    CocoWriter.write(this, file);
  }
}
