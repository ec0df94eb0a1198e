package dev.osprey.predict;

import java.awt.Color;

/**
 * One colour for each label: the seven chromatic colours of Okabe and Ito (2008), which
 * colour-blind people can tell apart, then darker and lighter ones of the same hues.
 */
final class LabelPalette {
  private static final Color[] HUES = {
    new Color(0x56B4E9), // sky blue
    new Color(0xE69F00), // orange
    new Color(0x009E73), // bluish green
    new Color(0xF0E442), // yellow
    new Color(0xD55E00), // vermilion
    new Color(0xCC79A7), // reddish purple
    new Color(0x0072B2), // blue
  };

  private LabelPalette() {}

  /** The colour of a label from 0; it repeats after 21 labels. */
  static Color of(int label) {
    Color hue = HUES[Math.floorMod(label, HUES.length)];
    return switch (Math.floorMod(Math.floorDiv(label, HUES.length), 3)) {
      case 1 -> mix(hue, Color.BLACK, 0.35);
      case 2 -> mix(hue, Color.WHITE, 0.45);
      default -> hue;
    };
  }

  /** Black or white, whichever is easier to read on {@code background} (WCAG 2 contrast). */
  static Color textOn(Color background) {
    double luminance =
        0.2126 * linear(background.getRed())
            + 0.7152 * linear(background.getGreen())
            + 0.0722 * linear(background.getBlue());
    return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? Color.BLACK : Color.WHITE;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static Color mix(Color a, Color b, double share) {
    return new Color(
        (int) Math.round(a.getRed() + share * (b.getRed() - a.getRed())),
        (int) Math.round(a.getGreen() + share * (b.getGreen() - a.getGreen())),
        (int) Math.round(a.getBlue() + share * (b.getBlue() - a.getBlue())));
  }
}
