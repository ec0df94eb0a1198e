package dev.osprey.data.image;

import dev.osprey.core.text.UserError;

/**
 * Limits the number of pixels of an image, by its header and before memory is allocated. A few
 * bytes can declare any size: for more than {@link #PLAIN} pixels a file must have at least one
 * byte for every {@link #PIXELS_A_BYTE} pixels, so that memory is in proportion to the file.
 * Photographs have 1 to 15 pixels a byte; an image of one colour may have any number, and one of a
 * camera's size is within {@link #PLAIN}.
 */
public final class PixelBudget {
  /** PIL's limit against decompression bombs. */
  static final long MAXIMUM = 178_956_970;

  /** 6144 x 4096: room for an image of one colour of 24 megapixels. */
  static final long PLAIN = 25_165_824;

  static final int PIXELS_A_BYTE = 20;

  /** The setting: a number of pixels that any file may declare, whatever its length. */
  static final String VARIABLE = "OSPREY_MAX_PIXELS";

  static final String PROPERTY = "osprey.maxPixels";

  /** The limit pixels in an array of three bytes a pixel. */
  private static final long LARGEST = Integer.MAX_VALUE / 3;

  private PixelBudget() {}

  /**
   * Throws if a declared size is empty, or too large for a file of that length.
   *
   * @param fileBytes length of the file
   */
  public static void check(long width, long height, long fileBytes, String name) {
    if (width < 1 || height < 1) {
      throw new UserError(
          name + " declares a size of " + width + "x" + height + ". " + DamagedImage.CURE);
    }
    long setting = setting();
    long limit = setting > 0 ? setting : MAXIMUM;
    if (width > limit || height > limit || width * height > limit) {
      throw tooMany(width, height, "more than the limit of " + limit + " in all", name);
    }
    if (setting == 0 && width * height > Math.max(PLAIN, PIXELS_A_BYTE * fileBytes)) {
      throw tooMany(
          width, height, "more than a file of " + fileBytes + " bytes is trusted to hold", name);
    }
  }

  private static UserError tooMany(long width, long height, String why, String name) {
    return new UserError(
        name
            + " declares "
            + width
            + "x"
            + height
            + " pixels, "
            + why
            + ". Scale it down or take it out; where the image is right, allow its size with the"
            + " environment variable "
            + VARIABLE);
  }

  /** The pixels that the user allows; 0 if nothing is set. */
  private static long setting() {
    String property = System.getProperty(PROPERTY);
    String text = property == null ? System.getenv(VARIABLE) : property;
    if (text == null || text.isBlank()) {
      return 0;
    }
    String digits = text.strip().replace("_", "");
    if (!digits.matches("[0-9]{1,18}") || Long.parseLong(digits) < 1) {
      throw new UserError(
          VARIABLE + " is \"" + text + "\"; it is a number of pixels, such as 400000000");
    }
    return Math.min(Long.parseLong(digits), LARGEST);
  }
}
