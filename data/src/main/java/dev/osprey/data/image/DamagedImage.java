package dev.osprey.data.image;

import dev.osprey.core.text.UserError;

/** Creates the errors that report a damaged image file. */
public final class DamagedImage {
  /** How to fix it: the end of each message about an unusable file. */
  public static final String CURE = "Replace it or take it out of the data set";

  private DamagedImage() {}

  /**
   * The error for a file that ends early.
   *
   * @param length of the file in bytes
   * @param why what is missing, as the end of a sentence
   */
  public static UserError truncated(String name, String format, int length, String why) {
    return new UserError(
        name + " is a truncated " + format + ": after " + length + " bytes " + why + ". " + CURE);
  }
}
