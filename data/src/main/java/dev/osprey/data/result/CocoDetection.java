package dev.osprey.data.result;

import dev.osprey.core.EntryId;
import dev.osprey.core.Point;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a COCO result file: a detected box {@code [x, y, width, height]} in pixels of the
 * original image, with the doubles that were written.
 *
 * @param fileName the image's file, our addition, which other readers ignore
 * @param categoryName the name of the class, our addition, which other readers ignore
 * @param landmarks the five points of a face, in pixels of the original image, in the order of
 *     {@link dev.osprey.core.FaceLandmarks}; none for other objects. Our addition, which is written
 *     but not read: other files use the key for different things
 */
public record CocoDetection(
    EntryId imageId,
    EntryId categoryId,
    double x,
    double y,
    double width,
    double height,
    double score,
    @Nullable String fileName,
    @Nullable String categoryName,
    List<Point> landmarks) {
  public CocoDetection {
    landmarks = List.copyOf(landmarks);
  }

  /** Creates a detection without names and landmarks. */
  public CocoDetection(
      long imageId,
      long categoryId,
      double x,
      double y,
      double width,
      double height,
      double score) {
    this(
        EntryId.of(imageId),
        EntryId.of(categoryId),
        x,
        y,
        width,
        height,
        score,
        null,
        null,
        List.of());
  }

  /** Returns the same detection with other ids. */
  public CocoDetection withIds(EntryId image, EntryId category) {
    return new CocoDetection(
        image, category, x, y, width, height, score, fileName, categoryName, landmarks);
  }

  /**
   * Reads the detections of a result file, in its order: a JSON array, or JSON lines with one
   * detection a line.
   *
   * @throws dev.osprey.core.text.UserError if it is missing, is not a list of detections, or
   *     entries lack a field or have one of a wrong type
   */
  public static List<CocoDetection> readAll(Path file) {
    return readAll(file, OnInvalid.FAIL, warning -> {});
  }

  /**
   * Like {@link #readAll(Path)}, but entries that cannot be read may be left out. Boxes are not
   * checked.
   *
   * @param warnings receives a line if entries are left out, or if the file is unusual
   */
  public static List<CocoDetection> readAll(
      Path file, OnInvalid onInvalid, Consumer<String> warnings) {
    return CocoResultReader.read(file, onInvalid, warnings);
  }

  /** The entry as a JSON object on one line. */
  public String toJson() {
    return CocoResultWriter.text(this);
  }

  /** Writes a result file; an existing file is replaced as a whole. */
  public static void writeAll(List<CocoDetection> detections, Path file) {
    CocoResultWriter.write(detections, file);
  }
}
