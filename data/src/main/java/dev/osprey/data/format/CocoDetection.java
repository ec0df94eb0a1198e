package dev.osprey.data.format;

import dev.osprey.core.Point;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a COCO result file: a found box {@code [x, y, width, height]} in pixels of the
 * original picture, with the doubles that were written.
 *
 * @param fileName the picture's file, an addition of ours that other readers pass over
 * @param landmarks the five points of a face, in pixels of the original picture, in the order of
 *     {@link dev.osprey.core.FaceLandmarks}; none for other objects. An addition of ours that is
 *     written and not read: the files of others name many things so
 */
public record CocoDetection(
    long imageId,
    int categoryId,
    double x,
    double y,
    double width,
    double height,
    double score,
    @Nullable String fileName,
    List<Point> landmarks) {
  public CocoDetection {
    landmarks = List.copyOf(landmarks);
  }

  /** An object without landmarks. */
  public CocoDetection(
      long imageId,
      int categoryId,
      double x,
      double y,
      double width,
      double height,
      double score,
      @Nullable String fileName) {
    this(imageId, categoryId, x, y, width, height, score, fileName, List.of());
  }

  /**
   * The detections of a result file, a JSON array, in its order.
   *
   * @throws dev.osprey.core.UserError where it is missing, no JSON array, or an entry lacks a field
   *     or has one of a wrong type
   */
  public static List<CocoDetection> readAll(Path file) {
    return CocoReader.readDetections(file);
  }

  /** Writes a result file's text to an open stream, which stays open. */
  public static void print(List<CocoDetection> detections, PrintStream stream) {
    CocoWriter.print(detections, stream);
  }

  /** Writes beside the file, then renames: a file that is there stays whole until the end. */
  public static void writeAll(List<CocoDetection> detections, Path file) {
    CocoWriter.write(detections, file);
  }
}
