package dev.osprey.data.result;

import dev.osprey.core.text.UserError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a COCO result file image by image: a JSON array with one detection a line. A file is a
 * complete array after each image, because new entries and the closing bracket replace the old
 * bracket in one write. So a killed process leaves the detections of all images that were done.
 */
public sealed interface CocoDetectionWriter extends AutoCloseable
    permits CocoDetectionFile, CocoDetectionStream {

  /**
   * Appends the detections of one image.
   *
   * @throws UserError if the disk does not take them; the file then keeps what it had
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
