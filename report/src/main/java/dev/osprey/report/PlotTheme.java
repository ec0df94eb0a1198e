package dev.osprey.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/** The colours of a plot, distinguishable by colour-blind people. */
record PlotTheme(Color background, Color text, Color grid, List<Color> lines) {
  /** For light pages. */
  static final PlotTheme LIGHT =
      new PlotTheme(
          new Color(0xFFFFFF),
          new Color(0x1F2328),
          new Color(0xE3E6EA),
          colors(0x0072B2, 0xD55E00, 0x009E73, 0xC45A9A, 0xE69F00, 0x56B4E9, 0x6E5A4B, 0x7A7F87));

  /** For dark pages. */
  static final PlotTheme DARK =
      new PlotTheme(
          new Color(0x1B1F24),
          new Color(0xE6E8EB),
          new Color(0x343A42),
          colors(0x56B4E9, 0xF08A4B, 0x2FC79A, 0xE3A0C9, 0xF2C14E, 0x8FA8FF, 0xC7B299, 0x9BA1A9));

  PlotTheme {
    lines = List.copyOf(lines);
  }

  Color line(int i) {
    return lines.get(i % lines.size());
  }

  private static List<Color> colors(int... rgb) {
    return Arrays.stream(rgb).mapToObj(Color::new).toList();
  }
}
