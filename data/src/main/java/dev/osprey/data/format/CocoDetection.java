package dev.osprey.data.format;

import java.nio.file.Path;
import java.util.List;

/**
 * One entry of a COCO result file: a found box {@code [x, y, width, height]} in pixels of the
 * original picture, with the doubles that were written.
 */
public record CocoDetection(
    long imageId, int categoryId, double x, double y, double width, double height, double score) {

  /**
   * The detections of a result file, a JSON array, in its order.
   *
   * @throws dev.osprey.core.UserError where it is missing, no JSON array, or an entry lacks a field
   *     or has one of a wrong type
   */
  public static List<CocoDetection> readAll(Path file) {
    return CocoReader.readDetections(file);
  }

  /** Writes beside the file, then renames: a file that is there stays whole until the end. */
  public static void writeAll(List<CocoDetection> detections, Path file) {
    CocoWriter.write(detections, file);
  }
}
