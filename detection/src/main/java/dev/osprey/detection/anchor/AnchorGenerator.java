package dev.osprey.detection.anchor;

import dev.osprey.core.CountLimit;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors.Grid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Generates the anchors of each level: the same few boxes around every cell of its grid. */
public final class AnchorGenerator {

  /** What happens to the corners of a cell's boxes. */
  public enum Rounding {
    /** To the nearest whole pixel, halves to even (torchvision). */
    NEAREST_EVEN,
    NONE
  }

  /** What happens to anchors that reach over the border of the padded image. */
  public enum Clip {
    /**
     * The centre is moved into the image and the sides are limited to the image's; anchors may
     * still reach over the border (Pytorch_Retinaface).
     */
    CENTER_AND_SIDES
  }

  /** How far apart cells lie. */
  public enum Stride {
    /** Padded image size over grid size, rounded down, per axis (torchvision). */
    FROM_GRID,
    /** The level's nominal stride. */
    NOMINAL
  }

  /**
   * @param sizes square roots of the boxes' areas
   * @param ratios height over width: one list for each level, or one for all
   * @param centerOffset where a cell's centre lies, in strides: 0 its corner, 0.5 its middle
   * @param clip what happens at the border; absent: anchors reach over it
   */
  public record Config(
      AnchorSizes sizes,
      List<List<Double>> ratios,
      Rounding rounding,
      Stride stride,
      double centerOffset,
      @Nullable Clip clip) {
    public Config {
      ratios = ratios.stream().map(List::copyOf).toList();
      if (ratios.isEmpty()) {
        throw new UserError("anchors.ratios: give one list for all levels or one for each");
      }
      for (List<Double> list : ratios) {
        if (list.isEmpty() || !list.stream().allMatch(r -> r > 0 && Double.isFinite(r))) {
          throw new UserError(
              "anchors.ratios: each list needs at least one number, all above 0; got " + list);
        }
        CountLimit.ANCHORS.require("anchors.ratios: the number of ratios", list.size());
      }
      if (!Double.isFinite(centerOffset)) {
        throw new UserError(
            "anchors.centerOffset is " + centerOffset + "; give 0 (corner) to 1, usual: 0 or 0.5");
      }
    }

    /** Anchors that may reach over the border. */
    public Config(
        AnchorSizes sizes,
        List<List<Double>> ratios,
        Rounding rounding,
        Stride stride,
        double centerOffset) {
      this(sizes, ratios, rounding, stride, centerOffset, null);
    }

    private void requireLevels(int levels) {
      int sized = sizes.levelCount().orElse(levels);
      if (sized != levels) {
        throw new UserError(
            "anchors.sizes are set for "
                + sized
                + " levels, but backbone and neck give "
                + levels
                + "; give one list of sizes for each level");
      }
      if (ratios.size() != 1 && ratios.size() != levels) {
        throw new UserError(
            "anchors.ratios: give one list for all levels or one for each; there are "
                + ratios.size()
                + " lists for "
                + levels
                + " levels");
      }
    }

    /**
     * Refuses a network with another number of levels, and levels with different numbers of anchors
     * per cell: they share one head.
     */
    public void requireFitting(int levels) {
      requireLevels(levels);
      CountLimit.ANCHORS.require("anchors: the number of sizes times ratios", perCell(0));
      for (int level = 1; level < levels; level++) {
        if (perCell(level) != perCell(0)) {
          throw new UserError(
              "anchors: all levels share one head, so each cell of each level needs the same"
                  + " number of anchors; level 0 has "
                  + perCell(0)
                  + ", level "
                  + level
                  + " has "
                  + perCell(level));
        }
      }
    }

    /** Anchors around each cell of a level. */
    public int perCell(int level) {
      return sizes.perCell(level) * ratiosOf(level).size();
    }

    List<Double> ratiosOf(int level) {
      return ratios.get(ratios.size() == 1 ? 0 : level);
    }
  }

  /** Four numbers each fit into an array. */
  private static final long MOST = 100_000_000;

  private final Config config;

  public AnchorGenerator(Config config) {
    this.config = config;
  }

  /**
   * The boxes around the origin, of one level: packed xyxy.
   *
   * @param stride the level's nominal stride
   */
  public float[] cell(int level, int stride) {
    double[] exact = exactCell(level, stride);
    float[] cell = new float[exact.length];
    for (int i = 0; i < cell.length; i++) {
      cell[i] = (float) exact[i];
    }
    return cell;
  }

  /** {@link #cell} before rounding to float32; the position of a cell is added to it. */
  public double[] exactCell(int level, int stride) {
    List<Double> sizes = config.sizes.ofLevel(level, stride);
    List<Double> ratios = config.ratiosOf(level);
    double[] cell = new double[4 * sizes.size() * ratios.size()];
    int k = 0;
    for (double ratio : ratios) {
      for (double size : sizes) {
        double[] half = halfSides(size, ratio);
        cell[k++] = -half[0];
        cell[k++] = -half[1];
        cell[k++] = half[0];
        cell[k++] = half[1];
      }
    }
    return cell;
  }

  /** Half the width and half the height. */
  private double[] halfSides(double size, double ratio) {
    if (config.rounding == Rounding.NONE) {
      double width = Math.sqrt(size * size / ratio);
      return new double[] {width / 2, width * ratio / 2};
    }
    // in float32 and in torchvision's order, so that halves fall alike
    float heightRatio = (float) Math.sqrt((float) ratio);
    float widthRatio = 1f / heightRatio;
    return new double[] {
      Math.rint(widthRatio * (float) size / 2), Math.rint(heightRatio * (float) size / 2)
    };
  }

  /**
   * Anchors of a batch.
   *
   * @param grids one for each level, finest first
   * @param padded size of the images with their padding
   */
  public Anchors generate(List<Grid> grids, ImageSize padded) {
    config.requireLevels(grids.size());
    List<Anchors.Level> levels = new ArrayList<>();
    int total = 0;
    requireMemory(grids, padded);
    for (int i = 0; i < grids.size(); i++) {
      Anchors.Level level = new Anchors.Level(grids.get(i), total, config.perCell(i));
      levels.add(level);
      total = level.end();
    }
    float[] boxes = new float[4 * total];
    for (int i = 0; i < grids.size(); i++) {
      fill(boxes, levels.get(i), exactCell(i, grids.get(i).stride()), padded);
    }
    return new Anchors(boxes, levels);
  }

  private void requireMemory(List<Grid> grids, ImageSize padded) {
    long anchors = 0;
    for (int i = 0; i < grids.size(); i++) {
      anchors += (long) grids.get(i).height() * grids.get(i).width() * config.perCell(i);
    }
    if (anchors > MOST) {
      throw new UserError(
          "an image of "
              + padded
              + " pixels after resizing has "
              + anchors
              + " anchors; "
              + MOST
              + " are the most. Resize it to fewer pixels");
    }
  }

  private void fill(float[] boxes, Anchors.Level level, double[] cell, ImageSize padded) {
    Grid grid = level.grid();
    boolean nominal = config.stride == Stride.NOMINAL;
    int strideY = nominal ? grid.stride() : padded.height() / grid.height();
    int strideX = nominal ? grid.stride() : padded.width() / grid.width();
    int k = 4 * level.start();
    for (int y = 0; y < grid.height(); y++) {
      double shiftY = (y + config.centerOffset) * strideY;
      for (int x = 0; x < grid.width(); x++) {
        double shiftX = (x + config.centerOffset) * strideX;
        for (int c = 0; c < cell.length; c += 2) {
          boxes[k++] = (float) (shiftX + cell[c]);
          boxes[k++] = (float) (shiftY + cell[c + 1]);
        }
      }
    }
    if (config.clip != null) {
      clip(boxes, level, padded);
    }
  }

  private static void clip(float[] boxes, Anchors.Level level, ImageSize padded) {
    for (int k = 4 * level.start(); k < 4 * level.end(); k++) {
      if (k % 4 < 2) {
        double limit = k % 2 == 0 ? padded.width() : padded.height();
        double center = Math.min(Math.max((boxes[k] + boxes[k + 2]) / 2.0, 0), limit);
        double side = Math.min(boxes[k + 2] - boxes[k], limit);
        boxes[k] = (float) (center - side / 2);
        boxes[k + 2] = (float) (center + side / 2);
      }
    }
  }
}
