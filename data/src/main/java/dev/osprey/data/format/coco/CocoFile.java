package dev.osprey.data.format.coco;

import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A COCO ground-truth file ({@code instances_*.json}): its images, categories and annotations in
 * the order of the file, with every number as the double that was written and every id exact.
 * Nothing is rounded or clipped, so that an evaluation sees what pycocotools sees.
 */
public record CocoFile(List<Image> images, List<Category> categories, List<Entry> annotations) {

  /**
   * An image of the file.
   *
   * @param fileName relative to the image folder; null if the file gives none
   * @param width in pixels, 0 if the file gives none
   * @param height in pixels, 0 if the file gives none
   */
  public record Image(EntryId id, @Nullable String fileName, int width, int height) {
    public Image(long id, @Nullable String fileName, int width, int height) {
      this(EntryId.of(id), fileName, width, height);
    }
  }

  /**
   * A class of the file; ids may have gaps.
   *
   * @param supercategory the name of a group of classes; null if the file gives none
   */
  public record Category(EntryId id, String name, @Nullable String supercategory) {
    public Category(long id, String name) {
      this(EntryId.of(id), name, null);
    }
  }

  /**
   * An annotation: {@code [x, y, width, height]} in pixels.
   *
   * @param id null if the file gives none
   * @param area usually the mask's area; width times height where the file gives none
   * @param crowd {@code iscrowd}
   */
  public record Entry(
      @Nullable EntryId id,
      EntryId imageId,
      EntryId categoryId,
      double x,
      double y,
      double width,
      double height,
      double area,
      boolean crowd) {
    public Entry(
        long id,
        long imageId,
        long categoryId,
        double x,
        double y,
        double width,
        double height,
        double area,
        boolean crowd) {
      this(
          EntryId.of(id),
          EntryId.of(imageId),
          EntryId.of(categoryId),
          x,
          y,
          width,
          height,
          area,
          crowd);
    }
  }

  public CocoFile {
    images = List.copyOf(images);
    categories = List.copyOf(categories);
    annotations = List.copyOf(annotations);
  }

  /**
   * Reads a file in one pass; masks and other fields that are not needed take no memory.
   *
   * @throws UserError if it is missing, is not JSON, or an entry lacks a field, has one of a wrong
   *     type, or refers to an image or category that does not exist
   */
  public static CocoFile read(Path file) {
    return read(file, OnInvalid.FAIL, warning -> {});
  }

  /**
   * Like {@link #read(Path)}, but faulty entries may be left out. Boxes are not checked.
   *
   * @param warnings receives one line for each kind of entry that is left out, corrected or unusual
   */
  public static CocoFile read(Path file, OnInvalid onInvalid, Consumer<String> warnings) {
    EntryProblems problems = new EntryProblems(file.toString(), onInvalid);
    CocoFile read = CocoReader.readGroundTruth(file, problems);
    problems.warnings().forEach(warnings);
    problems
        .failure()
        .ifPresent(
            message -> {
              throw new UserError(message);
            });
    return read;
  }

  /** The classes, labelled by ascending ids. */
  public LabelMap labels() {
    return CocoFormat.labels(this);
  }

  /**
   * A whole number for each image id, in the order of the ids: the ids themselves where all are
   * whole numbers, otherwise their ranks from 1.
   */
  public Map<EntryId, Long> imageKeys() {
    boolean numbers = images.stream().allMatch(image -> image.id().toLong().isPresent());
    Map<EntryId, Long> keys = new HashMap<>();
    List<EntryId> ids = images.stream().map(Image::id).sorted().toList();
    for (EntryId id : ids) {
      keys.put(id, numbers ? id.toLong().orElseThrow() : keys.size() + 1L);
    }
    return keys;
  }

  /** Writes the file; an existing one is replaced as a whole. */
  public void write(Path file) {
    CocoWriter.write(this, file);
  }
}
