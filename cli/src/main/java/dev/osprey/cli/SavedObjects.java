package dev.osprey.cli;

import dev.osprey.core.UserError;
import picocli.CommandLine.Option;

/** What is written of each object beside the detections. */
final class SavedObjects {
  @Option(
      names = "--save-txt",
      description =
          "Write labels/NAME.txt for each picture, as YOLO has them: class (from 0), centre x and"
              + " y, width and height as shares of the picture; names of classes in classes.txt.")
  boolean text;

  @Option(
      names = "--save-conf",
      description = "With --save-txt: the score as a sixth number of each line.")
  boolean scores;

  @Option(
      names = {"--save-crops", "--save-crop"},
      description = "Cut each object out of its picture: crops/CLASS/NAME-1.jpg, …")
  boolean crops;

  /** Whether anything is to be written. */
  boolean any() {
    if (scores && !text) {
      throw new UserError("--save-conf goes with --save-txt");
    }
    return text || crops;
  }
}
