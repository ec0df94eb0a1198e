package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassPaletteTest {
  /** WCAG's contrast of a graphic would be 3; 2 is left for lines, which are wide. */
  @Test
  void everyColourHasContrastOnWhiteAndOnDarkPages() {
    for (int label = 0; label < ClassPalette.size(); label++) {
      double luminance = luminance(ClassPalette.rgb(label));
      assertThat(1.05 / (luminance + 0.05)).as("on white, %d", label).isGreaterThan(2);
      double dark = luminance(0x1B1F24);
      assertThat((luminance + 0.05) / (dark + 0.05)).as("on dark, %d", label).isGreaterThan(2);
    }
  }

  @Test
  void coloursRepeatInTheNextRound() {
    assertThat(ClassPalette.rgb(ClassPalette.size())).isEqualTo(ClassPalette.rgb(0));
    assertThat(ClassPalette.round(ClassPalette.size() - 1)).isZero();
    assertThat(ClassPalette.round(ClassPalette.size())).isEqualTo(1);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16)
        + 0.7152 * linear(rgb >> 8 & 0xFF)
        + 0.0722 * linear(rgb & 0xFF);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
