package dev.osprey.parity.spec;

import java.util.Arrays;

/** Images by formula: three grids of random numbers, interpolated, and noise. */
final class FormulaImage {
  private static final int[] CELLS = {64, 16, 4};
  private static final double[] SHARES = {0.5, 0.25, 0.125};

  private FormulaImage() {}

  /** Returns the pixels, uint8, H × W × 3. */
  static byte[] pixels(String salt, String name, int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    double[] sum = new double[height * width];
    for (int channel = 0; channel < 3; channel++) {
      Arrays.fill(sum, 0);
      for (int k = 0; k < CELLS.length; k++) {
        Formula grid = Formula.of(salt, name + "/c" + channel + "/g" + CELLS[k]);
        addGrid(sum, grid, CELLS[k], SHARES[k], width);
      }
      Formula noise = Formula.of(salt, name + "/c" + channel + "/n");
      for (int i = 0; i < sum.length; i++) {
        double value = Math.floor((0.5 + (sum[i] + 0.125 * noise.unit(i) - 0.5) * 2.0) * 256.0);
        pixels[3 * i + channel] = (byte) (int) Math.min(Math.max(value, 0), 255);
      }
    }
    return pixels;
  }

  private static void addGrid(double[] sum, Formula grid, int cell, double share, int width) {
    int gridWidth = width / cell + 2;
    for (int i = 0; i < sum.length; i++) {
      int y = i / width;
      int x = i % width;
      long corner = (long) (y / cell) * gridWidth + x / cell;
      double fy = (y % cell) / (double) cell;
      double fx = (x % cell) / (double) cell;
      double top = between(grid.unit(corner), grid.unit(corner + 1), fx);
      double bottom = between(grid.unit(corner + gridWidth), grid.unit(corner + gridWidth + 1), fx);
      sum[i] += share * (top + (bottom - top) * fy);
    }
  }

  private static double between(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
