package dev.osprey.data.augmentation;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.HsvPixels;
import dev.osprey.data.image.RgbImage;

/**
 * Changes brightness, contrast, saturation and hue by random amounts, independently and each with
 * the same probability (Liu et al. 2016, SSD): brightness first, then saturation and hue, and
 * contrast before or after these two, with equal probability; finally the channels may be permuted.
 * Values are cut to 0 … 255 and to whole numbers after each change; saturation and hue change in
 * OpenCV's 8-bit HSV; as in Pytorch_Retinaface, the image is converted to HSV and back even if
 * neither is drawn. mmdetection's transform of this name does the same in float.
 *
 * @param probability of each of the four changes
 * @param brightness a number from [-brightness, brightness) is added to all values; 0 adds nothing
 * @param contrast factors for all values
 * @param saturation factors for the saturation
 * @param hue the hue is rotated by at most this many degrees, in steps of two; 0 changes nothing
 * @param channelSwap probability of a random order of the channels
 */
public record PhotometricDistortion(
    double probability,
    double brightness,
    Factors contrast,
    Factors saturation,
    double hue,
    double channelSwap)
    implements Augmentation {

  private static final double DEGREES_A_HUE = 360.0 / HsvPixels.HUES;

  /**
   * The range of a factor, which is drawn uniformly from [minimum, maximum); with 1 and 1 nothing
   * changes.
   */
  public record Factors(double minimum, double maximum) {
    public Factors {
      if (!(minimum >= 0 && maximum >= minimum && Double.isFinite(maximum))) {
        throw new UserError(
            "factors from " + minimum + " to " + maximum + " need 0 <= minimum <= maximum");
      }
    }

    private boolean isOne() {
      return minimum == 1 && maximum == 1;
    }
  }

  public PhotometricDistortion {
    if (!(probability >= 0 && probability <= 1) || !(channelSwap >= 0 && channelSwap <= 1)) {
      throw new UserError(
          "photometric-distortion has probability "
              + probability
              + " and channelSwap "
              + channelSwap
              + "; each is from 0 to 1");
    }
    if (!(brightness >= 0 && brightness <= 255) || !(hue >= 0 && hue <= 180)) {
      throw new UserError(
          "photometric-distortion has brightness "
              + brightness
              + " and hue "
              + hue
              + "; brightness is from 0 to 255, hue from 0 to 180 degrees");
    }
  }

  @Override
  public TrainingImage apply(TrainingImage sample, SeededRandom random) {
    RgbImage image = new RgbImage(sample.image().size(), sample.image().pixels().clone());
    boolean contrastFirst = random.nextInt(2) == 1;
    if (isDrawn(random)) {
      change(image.pixels(), 1, random.nextDouble(-brightness, brightness), 0, 1);
    }
    if (contrastFirst) {
      changeContrast(image, random);
    }
    image = withChangedColours(image, random);
    if (!contrastFirst) {
      changeContrast(image, random);
    }
    if (random.nextDouble() < channelSwap) {
      swapChannels(image.pixels(), random);
    }
    return sample.withImage(image);
  }

  private boolean isDrawn(SeededRandom random) {
    return random.nextDouble() < probability;
  }

  private void changeContrast(RgbImage own, SeededRandom random) {
    if (isDrawn(random)) {
      change(own.pixels(), random.nextDouble(contrast.minimum, contrast.maximum), 0, 0, 1);
    }
  }

  private RgbImage withChangedColours(RgbImage image, SeededRandom random) {
    if (saturation.isOne() && hueSteps() == 0) {
      return image; // converting to HSV and back would change values
    }
    byte[] hsv = HsvPixels.of(image);
    if (isDrawn(random)) {
      change(hsv, random.nextDouble(saturation.minimum, saturation.maximum), 0, 1, 3);
    }
    if (isDrawn(random)) {
      int turn = random.nextInt(2 * hueSteps() + 1) - hueSteps();
      for (int i = 0; i < hsv.length; i += 3) {
        hsv[i] = (byte) Math.floorMod((hsv[i] & 0xFF) + turn, HsvPixels.HUES);
      }
    }
    return HsvPixels.toRgb(hsv, image.size());
  }

  private int hueSteps() {
    return (int) (hue / DEGREES_A_HUE);
  }

  /** Every {@code step}-th value from {@code first} on; fractions are cut off, not rounded. */
  private static void change(byte[] values, double factor, double added, int first, int step) {
    byte[] table = new byte[256];
    for (int value = 0; value < 256; value++) {
      table[value] = (byte) (int) Math.max(0, Math.min(255, value * factor + added));
    }
    for (int i = first; i < values.length; i += step) {
      values[i] = table[values[i] & 0xFF];
    }
  }

  private static void swapChannels(byte[] pixels, SeededRandom random) {
    int[] order = {0, 1, 2};
    random.shuffle(order);
    byte[] pixel = new byte[3];
    for (int i = 0; i < pixels.length; i += 3) {
      System.arraycopy(pixels, i, pixel, 0, 3);
      for (int c = 0; c < 3; c++) {
        pixels[i + c] = pixel[order[c]];
      }
    }
  }
}
