package dev.osprey.detection.anchor;

import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import java.util.List;

/** Lays the same few boxes around every cell of every level's grid. */
public final class AnchorGenerator {

  /** What happens to the corners of a cell's boxes. */
  public enum Rounding {
    /** To the nearest whole pixel, halves to even (torchvision). */
    NEAREST_EVEN,
    NONE
  }

  /** How far apart cells lie. */
  public enum Stride {
    /** Padded picture size over grid size, rounded down, per axis (torchvision). */
    FROM_GRID,
    /** The level's nominal stride. */
    NOMINAL
  }

  /**
   * @param sizes per level, the square roots of the boxes' areas in pixels
   * @param ratios height over width: one list for each level, or one for all
   * @param centerOffset where a cell's centre lies, in strides: 0 its corner, 0.5 its middle
   */
  public record Config(
      List<List<Double>> sizes,
      List<List<Double>> ratios,
      Rounding rounding,
      Stride stride,
      double centerOffset) {
    public Config {
      sizes = sizes.stream().map(List::copyOf).toList();
      ratios = ratios.stream().map(List::copyOf).toList();
      if (sizes.isEmpty()) {
        throw new UserError("anchors.sizes: give a list of sizes for each level");
      }
      if (ratios.size() != 1 && ratios.size() != sizes.size()) {
        throw new UserError(
            "anchors.ratios: give one list for all levels or one for each; there are "
                + ratios.size()
                + " lists for "
                + sizes.size()
                + " levels");
      }
      for (List<Double> list : sizes) {
        requirePositive("anchors.sizes", list);
      }
      for (List<Double> list : ratios) {
        requirePositive("anchors.ratios", list);
      }
      if (!Double.isFinite(centerOffset)) {
        throw new UserError(
            "anchors.centerOffset is " + centerOffset + "; give 0 (corner) to 1, usual: 0 or 0.5");
      }
    }

    private static void requirePositive(String key, List<Double> values) {
      if (values.isEmpty()
          || !values.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
        throw new UserError(
            key + ": each level needs at least one number, all above 0; got " + values);
      }
    }

    public int levels() {
      return sizes.size();
    }

    /** Anchors around each cell of a level. */
    public int perCell(int level) {
      return sizes.get(level).size() * ratiosOf(level).size();
    }

    List<Double> ratiosOf(int level) {
      return ratios.get(ratios.size() == 1 ? 0 : level);
    }
  }

  /** Rows and columns of a feature map, with its nominal stride. */
  public record Grid(int height, int width, int stride) {}

  private final Config config;

  public AnchorGenerator(Config config) {
    this.config = config;
  }

  /**
   * The boxes around the origin, of one level: packed xyxy.
   *
   * <p>Rounded boxes are computed in float32 and in torchvision's order, so that halves fall alike.
   */
  public float[] cell(int level) {
    double[] exact = exactCell(level);
    float[] cell = new float[exact.length];
    for (int i = 0; i < cell.length; i++) {
      cell[i] = (float) exact[i];
    }
    return cell;
  }

  private double[] exactCell(int level) {
    List<Double> sizes = config.sizes.get(level);
    List<Double> ratios = config.ratiosOf(level);
    double[] cell = new double[4 * sizes.size() * ratios.size()];
    int k = 0;
    for (double ratio : ratios) {
      for (double size : sizes) {
        double halfWidth;
        double halfHeight;
        if (config.rounding == Rounding.NEAREST_EVEN) {
          float heightRatio = (float) Math.sqrt((float) ratio);
          float widthRatio = 1f / heightRatio;
          halfWidth = Math.rint(widthRatio * (float) size / 2);
          halfHeight = Math.rint(heightRatio * (float) size / 2);
        } else {
          double width = Math.sqrt(size * size / ratio);
          halfWidth = width / 2;
          halfHeight = width * ratio / 2;
        }
        cell[k++] = -halfWidth;
        cell[k++] = -halfHeight;
        cell[k++] = halfWidth;
        cell[k++] = halfHeight;
      }
    }
    return cell;
  }

  /**
   * Anchors of a batch.
   *
   * @param grids one for each level, finest first
   * @param padded size of the pictures with their padding
   */
  public Anchors generate(List<Grid> grids, ImageSize padded) {
    if (grids.size() != config.levels()) {
      throw new IllegalArgumentException(
          "anchors are set for "
              + config.levels()
              + " levels, the network gives "
              + grids.size()
              + " feature maps");
    }
    int[] levelSizes = new int[grids.size()];
    int total = 0;
    for (int level = 0; level < levelSizes.length; level++) {
      Grid grid = grids.get(level);
      levelSizes[level] = grid.height * grid.width * config.perCell(level);
      total += levelSizes[level];
    }
    float[] boxes = new float[4 * total];
    int offset = 0;
    for (int level = 0; level < levelSizes.length; level++) {
      fill(boxes, offset, exactCell(level), grids.get(level), padded);
      offset += 4 * levelSizes[level];
    }
    return new Anchors(boxes, levelSizes);
  }

  private void fill(float[] boxes, int offset, double[] cell, Grid grid, ImageSize padded) {
    boolean nominal = config.stride == Stride.NOMINAL;
    int strideY = nominal ? grid.stride : padded.height() / grid.height;
    int strideX = nominal ? grid.stride : padded.width() / grid.width;
    int k = offset;
    for (int y = 0; y < grid.height; y++) {
      double shiftY = (y + config.centerOffset) * strideY;
      for (int x = 0; x < grid.width; x++) {
        double shiftX = (x + config.centerOffset) * strideX;
        for (int c = 0; c < cell.length; c += 2) {
          boxes[k++] = (float) (shiftX + cell[c]);
          boxes[k++] = (float) (shiftY + cell[c + 1]);
        }
      }
    }
  }
}
