package dev.osprey.core;

/**
 * One colour for each class, the same in images, curves and tables. The first six are of Okabe and
 * Ito (2008); the others were chosen by distance in CIE Lab, as people with normal sight,
 * deuteranopia and protanopia see them: any two differ by 24, 15 and 15. All have a luminance from
 * 0.09 to 0.45, so that they are seen on white and on black pages.
 */
public final class ClassPalette {
  private static final int[] COLORS = {
    0x0072B2, // blue
    0xE69F00, // orange
    0x009E73, // bluish green
    0xCC79A7, // reddish purple
    0xD55E00, // vermilion
    0x56B4E9, // sky blue
    0x5500FF, 0xBB0033, 0xAABB66, 0x665566, 0x5566EE, 0x991188, 0x7799FF, 0x8800BB, 0xCCAAAA,
    0xBB1100, 0x666644, 0x5544EE, 0xFF5577, 0x22BBCC
  };

  private ClassPalette() {}

  /** How many colours there are before they repeat. */
  public static int size() {
    return COLORS.length;
  }

  /**
   * Red, green and blue in one number, as {@code 0xRRGGBB}.
   *
   * @param label from 0
   */
  public static int rgb(int label) {
    return COLORS[Math.floorMod(label, COLORS.length)];
  }

  /**
   * The number of times that all colours were used before this label. Labels of the same colour
   * have different rounds, which are drawn as different patterns; round 0 is plain.
   */
  public static int round(int label) {
    return Math.floorDiv(label, COLORS.length);
  }
}
