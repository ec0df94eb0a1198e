package dev.osprey.cli.model;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses image sizes on the command line, such as {@code 800x1216}, height first. */
final class ImageSizeParser {
  private static final Pattern SIDES = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

  /** The maximum side of a JPEG image; a larger number is a typing error. */
  private static final int LONGEST_SIDE = 65_535;

  private ImageSizeParser() {}

  /**
   * @param option the option's name, for messages
   */
  static ImageSize parse(String option, String text) {
    Matcher sides = SIDES.matcher(text);
    if (sides.matches()) {
      int height = Integer.parseInt(sides.group(1));
      int width = Integer.parseInt(sides.group(2));
      if (Math.min(height, width) >= 1 && Math.max(height, width) <= LONGEST_SIDE) {
        return new ImageSize(height, width);
      }
    }
    throw new UserError(
        option
            + " "
            + text
            + ": give height x width in pixels, each from 1 to "
            + LONGEST_SIDE
            + ", such as 800x1216");
  }
}
