package dev.osprey.data.augmentation;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;

/**
 * Changes brightness, contrast and saturation by random factors in random order, as torchvision's
 * {@code ColorJitter} does: each factor is drawn from [max(0, 1 - s), 1 + s) and blends the image
 * with black, with its mean grey, or with its own grey.
 *
 * @param probability of doing anything
 * @param brightness s, at least 0; 0 changes nothing
 * @param contrast s, at least 0; 0 changes nothing
 * @param saturation s, at least 0; 0 changes nothing
 */
public record ColorJitter(double probability, double brightness, double contrast, double saturation)
    implements Augmentation {

  public ColorJitter {
    if (!(probability >= 0 && probability <= 1)) {
      throw new UserError("probability " + probability + " is not between 0 and 1");
    }
    if (!(brightness >= 0 && contrast >= 0 && saturation >= 0)
        || !Double.isFinite(brightness + contrast + saturation)) {
      throw new UserError(
          "color-jitter has brightness "
              + brightness
              + ", contrast "
              + contrast
              + ", saturation "
              + saturation
              + "; each needs to be 0 or more");
    }
  }

  @Override
  public TrainingImage apply(TrainingImage sample, SeededRandom random) {
    if (random.nextDouble() >= probability) {
      return sample;
    }
    byte[] pixels = sample.image().pixels().clone();
    int[] order = {0, 1, 2};
    random.shuffle(order);
    for (int change : order) {
      switch (change) {
        case 0 -> scale(pixels, 0, factor(brightness, random));
        case 1 -> scale(pixels, meanGrey(pixels), factor(contrast, random));
        default -> saturate(pixels, factor(saturation, random));
      }
    }
    return sample.withImage(new RgbImage(sample.image().size(), pixels));
  }

  private static double factor(double strength, SeededRandom random) {
    return random.nextDouble(Math.max(0, 1 - strength), 1 + strength);
  }

  private static void scale(byte[] pixels, double anchor, double factor) {
    byte[] table = new byte[256];
    for (int value = 0; value < 256; value++) {
      table[value] = clamp(anchor + (value - anchor) * factor);
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = table[pixels[i] & 0xFF];
    }
  }

  private static void saturate(byte[] pixels, double factor) {
    if (factor == 1) {
      return;
    }
    for (int i = 0; i < pixels.length; i += 3) {
      double grey = grey(pixels, i);
      for (int c = i; c < i + 3; c++) {
        pixels[c] = clamp(grey + ((pixels[c] & 0xFF) - grey) * factor);
      }
    }
  }

  private static double meanGrey(byte[] pixels) {
    double sum = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      sum += grey(pixels, i);
    }
    return 3 * sum / pixels.length;
  }

  /** Luma of ITU-R BT.601. */
  private static double grey(byte[] pixels, int at) {
    return 0.299 * (pixels[at] & 0xFF)
        + 0.587 * (pixels[at + 1] & 0xFF)
        + 0.114 * (pixels[at + 2] & 0xFF);
  }

  private static byte clamp(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }
}
