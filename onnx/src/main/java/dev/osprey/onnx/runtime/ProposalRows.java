package dev.osprey.onnx.runtime;

import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.region.RegionRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of the raw outputs of a two-stage detector. Each is a proposal; they are ordered by score,
 * where engines may exchange neighbours, so a row is identified by its image and its box.
 */
public final class ProposalRows {
  /** The name of the output with a row (image, x1, y1, x2, y2) for each proposal. */
  public static final String NAME = "proposals";

  private static final int WIDTH = RegionRows.WIDTH;

  private ProposalRows() {}

  /** Returns the number of rows of an output of proposals. */
  public static int count(float[] proposals) {
    return proposals.length / WIDTH;
  }

  /**
   * Returns for each row the other row with the same image and the nearest box; -1 if none is near.
   */
  public static int[] pairs(float[] rows, float[] others) {
    int[] pairs = new int[count(rows)];
    boolean[] taken = new boolean[count(others)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = -1;
      double nearest = GoldenDifference.MOST_PIXELS;
      for (int j = 0; j < taken.length; j++) {
        double distance = distance(rows, i, others, j);
        if (!taken[j] && distance <= nearest) {
          pairs[i] = j;
          nearest = distance;
        }
      }
      if (pairs[i] >= 0) {
        taken[pairs[i]] = true;
      }
    }
    return pairs;
  }

  private static double distance(float[] a, int i, float[] b, int j) {
    double largest = 0;
    for (int k = 0; k < WIDTH; k++) {
      double weight = k == 0 ? 1e6 : 1; // the image must be the same
      largest = Math.max(largest, weight * Math.abs(a[i * WIDTH + k] - b[j * WIDTH + k]));
    }
    return largest;
  }

  /**
   * Takes some rows of each output.
   *
   * @param rows indices of rows; a negative one gives NaN, which differs from every number
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
