package dev.osprey.data.image;

import dev.osprey.core.ImageSize;

/** Rotates and mirrors stored images upright, as EXIF and TIFF state. */
public final class Orientation {
  private Orientation() {}

  /**
   * @param stated 1 (upright) to 8; from 5 on rows and columns are exchanged
   */
  public static RgbImage upright(RgbImage stored, int stated) {
    if (stated == 1) {
      return stored;
    }
    boolean exchanged = stated >= 5;
    boolean fromRight = stated == 2 || stated == 3 || stated == 7 || stated == 8;
    boolean fromBottom = stated == 3 || stated == 4 || stated == 6 || stated == 7;
    int height = exchanged ? stored.width() : stored.height();
    int width = exchanged ? stored.height() : stored.width();
    byte[] from = stored.pixels();
    byte[] to = new byte[from.length];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += 3) {
        int row = exchanged ? x : y;
        int column = exchanged ? y : x;
        int source =
            (fromBottom ? stored.height() - 1 - row : row) * stored.width()
                + (fromRight ? stored.width() - 1 - column : column);
        System.arraycopy(from, 3 * source, to, at, 3);
      }
    }
    return new RgbImage(new ImageSize(height, width), to);
  }
}
