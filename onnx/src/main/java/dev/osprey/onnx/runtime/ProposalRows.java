package dev.osprey.onnx.runtime;

import dev.osprey.detection.fasterrcnn.RegionRows;
import dev.osprey.onnx.check.Agreement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of two stages' raw outputs: each is a proposal, and they stand in the order of scores, where
 * engines may exchange neighbours. A row is known by its image and its box.
 */
public final class ProposalRows {
  /** The output with a row (image, x1, y1, x2, y2) for each proposal. */
  public static final String NAME = "proposals";

  private static final int WIDTH = RegionRows.WIDTH;

  private ProposalRows() {}

  /** How many rows an output of proposals has. */
  public static int count(float[] proposals) {
    return proposals.length / WIDTH;
  }

  /** The row with the same image and the nearest box; -1 where none is near. */
  public static int[] partners(float[] rows, float[] others) {
    int[] partners = new int[count(rows)];
    boolean[] taken = new boolean[count(others)];
    for (int i = 0; i < partners.length; i++) {
      partners[i] = -1;
      double least = Agreement.MOST_PIXELS;
      for (int j = 0; j < taken.length; j++) {
        double distance = distance(rows, i, others, j);
        if (!taken[j] && distance <= least) {
          partners[i] = j;
          least = distance;
        }
      }
      if (partners[i] >= 0) {
        taken[partners[i]] = true;
      }
    }
    return partners;
  }

  private static double distance(float[] a, int i, float[] b, int j) {
    double largest = 0;
    for (int k = 0; k < WIDTH; k++) {
      double weight = k == 0 ? 1e6 : 1; // the image is the same or not
      largest = Math.max(largest, weight * Math.abs(a[i * WIDTH + k] - b[j * WIDTH + k]));
    }
    return largest;
  }

  /**
   * Those rows of each output.
   *
   * @param rows numbers of rows; one below 0 gives NaN, which no other number is near
   */
  public static Map<String, float[]> pick(
      Map<String, float[]> outputs, float[] proposals, int[] rows) {
    int all = count(proposals);
    Map<String, float[]> chosen = new LinkedHashMap<>();
    outputs.forEach(
        (name, numbers) -> {
          int width = all == 0 ? 0 : numbers.length / all;
          float[] some = new float[rows.length * width];
          for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0) {
              Arrays.fill(some, i * width, (i + 1) * width, Float.NaN);
            } else {
              System.arraycopy(numbers, rows[i] * width, some, i * width, width);
            }
          }
          chosen.put(name, some);
        });
    return chosen;
  }
}
