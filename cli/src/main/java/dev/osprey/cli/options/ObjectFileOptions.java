package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import picocli.CommandLine.Option;

/** What is written of each object beside the detections. */
public final class ObjectFileOptions {
  @Option(
      names = "--save-txt",
      description =
          "Write labels/NAME.txt for each image, as YOLO has them: class (from 0), centre x and"
              + " y, width and height as shares of the image; names of classes in classes.txt.")
  public boolean text;

  @Option(
      names = "--save-conf",
      description = "With --save-txt: the score as a sixth number of each line.")
  public boolean scores;

  @Option(
      names = {"--save-crops", "--save-crop"},
      description = "Cut each object out of its image: crops/CLASS/NAME-1.jpg, …")
  public boolean crops;

  /** Whether anything is to be written. */
  public boolean any() {
    if (scores && !text) {
      throw new UserError("--save-conf goes with --save-txt");
    }
    return text || crops;
  }
}
