package dev.osprey.detection.golden;

import dev.osprey.core.ImageSize;
import dev.osprey.core.Sha256;
import dev.osprey.core.UserError;
import dev.osprey.data.image.RgbPicture;
import java.util.HexFormat;

/**
 * A picture by formula instead of by pixels: whole numbers alone make it, so that it is the same on
 * every machine.
 *
 * @param formula {@value #FORMULA}: what {@link CheckPictures} draws
 * @param sha256 of the pixels, (H, W, 3) red, green, blue, in hexadecimal
 */
public record GoldenPicture(String formula, long seed, int height, int width, String sha256) {
  static final String FORMULA = "slopes-rectangles-noise";

  /** Small, and of unlike sides. */
  public static final ImageSize USUAL_SIZE = new ImageSize(96, 128);

  private static final int MOST_PIXELS = 1 << 24;

  public GoldenPicture {
    // the digest is compared when the picture is drawn; a file may not ask for a huge one
    if (height < 1 || width < 1 || (long) height * width > MOST_PIXELS) {
      throw new UserError("the golden picture cannot be " + height + " pixels high and " + width);
    }
  }

  /** Whether a golden picture may be so large. */
  public static boolean canBe(ImageSize size) {
    return (long) size.height() * size.width() <= MOST_PIXELS;
  }

  /** The picture of that size and seed. */
  public static GoldenPicture of(ImageSize size, long seed) {
    return new GoldenPicture(
        FORMULA, seed, size.height(), size.width(), digest(drawing(size, seed)));
  }

  /**
   * The picture.
   *
   * @throws UserError where this version of Osprey does not draw the one that is meant
   */
  public RgbPicture draw() {
    if (!formula.equals(FORMULA)) {
      throw new UserError(
          "the golden picture is drawn by the formula \""
              + formula
              + "\", which this Osprey does not know; update Osprey");
    }
    RgbPicture picture = drawing(new ImageSize(height, width), seed);
    if (!digest(picture).equals(sha256)) {
      throw new UserError(
          "the golden picture has other pixels than when the model was written: the file was"
              + " changed, or comes from another version of Osprey; export or train again");
    }
    return picture;
  }

  private static RgbPicture drawing(ImageSize size, long seed) {
    return CheckPictures.of(size, 1, seed).get(0);
  }

  private static String digest(RgbPicture picture) {
    return HexFormat.of().formatHex(Sha256.start().digest(picture.pixels()));
  }
}
