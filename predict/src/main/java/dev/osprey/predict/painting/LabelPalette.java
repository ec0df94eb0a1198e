package dev.osprey.predict.painting;

import dev.osprey.core.ClassPalette;
import java.awt.Color;
import org.jspecify.annotations.Nullable;

/** The colours of classes in images: {@link ClassPalette}'s. */
final class LabelPalette {
  private LabelPalette() {}

  /** The colour of a label from 0; after 20 labels colours repeat with another pattern. */
  static Color of(int label) {
    return new Color(ClassPalette.rgb(label));
  }

  /**
   * The colour of the pattern along a box's line, which distinguishes repeated colours; null for
   * the first 20 labels.
   */
  static @Nullable Color pattern(int label) {
    int round = ClassPalette.round(label);
    if (round == 0) {
      return null;
    }
    return round % 2 == 1 ? Color.WHITE : Color.BLACK;
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
}
