package dev.osprey.data.result;

import dev.osprey.core.text.UserError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a COCO result file image by image: a JSON array with one detection a line. A file is a
 * complete array after each image, because new entries and the closing bracket replace the old
 * bracket in one write. A killed process therefore leaves the detections of all finished images.
 */
public sealed interface CocoDetectionWriter extends AutoCloseable
    permits CocoDetectionFile, CocoDetectionStream {

  /**
   * Appends the detections of one image.
   *
   * @throws UserError if they cannot be written; the file then keeps its previous content
   */
  void add(List<CocoDetection> detections);

  /** Ends the array. */
  @Override
  void close();

  /**
   * Creates a file with an empty array.
   *
   * @throws UserError if the file exists or cannot be created
   */
  static CocoDetectionWriter file(Path file) {
    return CocoDetectionFile.create(file);
  }

  /** Writes to a stream, which stays open. */
  static CocoDetectionWriter to(PrintStream stream) {
    return new CocoDetectionStream(stream);
  }
}
