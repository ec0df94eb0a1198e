package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.predict.files.ObjectFiles.Content;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options that write each detected object to files: label files and crops. */
public final class ObjectFileOptions {
  @Option(
      names = "--save-txt",
      description =
          "Write a YOLO label file labels/NAME.txt for each image: class (from 0), centre x and"
              + " y, width and height as fractions of the image's size. The class names go to"
              + " classes.txt.")
  boolean text;

  @Option(
      names = "--save-conf",
      description = "With --save-txt: add the score as a sixth number to each line.")
  boolean scores;

  @Option(
      names = {"--save-crops", "--save-crop"},
      description = "Save each object as an image of its own: crops/CLASS/NAME-1.jpg, …")
  boolean crops;

  /**
   * What to write; empty if nothing.
   *
   * @throws UserError if {@code --save-conf} is given without {@code --save-txt}
   */
  public Set<Content> contents() {
    if (scores && !text) {
      throw new UserError("--save-conf needs --save-txt");
    }
    Set<Content> contents = EnumSet.noneOf(Content.class);
    if (text) {
      contents.add(Content.LABELS);
    }
    if (scores) {
      contents.add(Content.SCORES);
    }
    if (crops) {
      contents.add(Content.CROPS);
    }
    return contents;
  }

  /** Whether anything is written. */
  public boolean any() {
    return !contents().isEmpty();
  }
}
