package dev.osprey.detection.golden;

import dev.osprey.core.ImageSize;
import dev.osprey.core.file.Sha256;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import java.util.HexFormat;

/**
 * An image that a formula draws with integers alone, so that it is the same on every machine.
 *
 * @param formula {@value #FORMULA}: the images of {@link CheckImages}
 * @param sha256 of the pixels, (H, W, 3) red, green, blue, in hexadecimal
 */
public record GoldenImage(String formula, long seed, int height, int width, String sha256) {
  static final String FORMULA = "slopes-rectangles-noise";

  /** Small, with different sides. */
  public static final ImageSize USUAL_SIZE = new ImageSize(96, 128);

  private static final int MOST_PIXELS = 1 << 24;

  public GoldenImage {
    // the digest is compared when the image is drawn; a file may not ask for a huge one
    if (height < 1 || width < 1 || (long) height * width > MOST_PIXELS) {
      throw new UserError("the golden image cannot be " + height + " pixels high and " + width);
    }
  }

  /** Whether a golden image may have this size. */
  public static boolean canBe(ImageSize size) {
    return (long) size.height() * size.width() <= MOST_PIXELS;
  }

  /** The image of a size and a seed. */
  public static GoldenImage of(ImageSize size, long seed) {
    return new GoldenImage(FORMULA, seed, size.height(), size.width(), digest(drawing(size, seed)));
  }

  /**
   * Draws the image.
   *
   * @throws UserError if this version of Osprey draws another image
   */
  public RgbImage draw() {
    if (!formula.equals(FORMULA)) {
      throw new UserError(
          "the golden image is drawn by the formula \""
              + formula
              + "\", which this Osprey does not know; update Osprey");
    }
    RgbImage image = drawing(new ImageSize(height, width), seed);
    if (!digest(image).equals(sha256)) {
      throw new UserError(
          "the golden image has other pixels than when the model was written: the file was"
              + " changed, or comes from another version of Osprey; export or train again");
    }
    return image;
  }

  private static RgbImage drawing(ImageSize size, long seed) {
    return CheckImages.of(size, 1, seed).get(0);
  }

  private static String digest(RgbImage image) {
    return HexFormat.of().formatHex(Sha256.start().digest(image.pixels()));
  }
}
