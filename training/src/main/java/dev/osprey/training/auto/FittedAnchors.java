package dev.osprey.training.auto;

import dev.osprey.training.auto.ObjectShapes.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Anchors fitted to the objects of a data set: cluster centres of their sizes and, if they differ,
 * of their aspect ratios, both on a logarithmic scale (YOLOv2's k-means, one dimension at a time).
 *
 * @param perLevel sizes for each level, in pixels of the network, finest level first
 * @param ratios height by width
 * @param coverage fraction of the objects of each class whose best anchor, at the same centre, has
 *     an IoU of at least {@value #MATCH_IOU}; NaN for a class without objects
 */
record FittedAnchors(List<List<Double>> perLevel, List<Double> ratios, List<Double> coverage) {
  static final double MATCH_IOU = 0.5;

  private static final int LEVELS = 3;
  private static final int PER_LEVEL = 3;

  /** Square anchors suffice if this fraction of the objects is nearly square. */
  private static final double SQUARE_FRACTION = 0.85;

  private static final double MAX_SQUARE_RATIO = 1.7;

  /** Minimum ratio of neighbouring sizes. */
  private static final double MIN_SIZE_STEP = 1.12;

  static FittedAnchors of(ObjectShapes shapes, ProposedImageSize network) {
    List<Shape> objects = shapes.objects();
    double[] weights = objects.stream().mapToDouble(Shape::weight).toArray();
    double[] sizes = objects.stream().mapToDouble(each -> network.pixels(each.size())).toArray();
    double[] ratios = objects.stream().mapToDouble(Shape::ratio).toArray();
    List<List<Double>> perLevel = levels(KMeans.centres(sizes, weights, LEVELS * PER_LEVEL));
    List<Double> chosen = ratios(ratios, weights);
    return new FittedAnchors(perLevel, chosen, coverage(shapes, network, perLevel, chosen));
  }

  private static List<List<Double>> levels(double[] centres) {
    List<List<Double>> levels = new ArrayList<>();
    double last = 0;
    for (int level = 0; level < LEVELS; level++) {
      List<Double> sizes = new ArrayList<>();
      for (int i = 0; i < PER_LEVEL; i++) {
        last = Math.max(centres[PER_LEVEL * level + i], MIN_SIZE_STEP * last);
        sizes.add(Math.max(1, Math.rint(last)));
      }
      levels.add(sizes);
    }
    return levels;
  }

  private static List<Double> ratios(double[] ratios, double[] weights) {
    double squareWeight = 0;
    for (int i = 0; i < ratios.length; i++) {
      boolean square = ratios[i] < MAX_SQUARE_RATIO && ratios[i] > 1 / MAX_SQUARE_RATIO;
      squareWeight += square ? weights[i] : 0;
    }
    if (squareWeight >= SQUARE_FRACTION * Arrays.stream(weights).sum()) {
      return List.of(1.0);
    }
    return Arrays.stream(KMeans.centres(ratios, weights, 3))
        .mapToObj(ratio -> Math.max(0.01, Math.rint(100 * ratio) / 100))
        .distinct()
        .toList();
  }

  private static List<Double> coverage(
      ObjectShapes shapes,
      ProposedImageSize network,
      List<List<Double>> perLevel,
      List<Double> ratios) {
    double[] matched = new double[shapes.classes()];
    double[] all = new double[shapes.classes()];
    for (Shape object : shapes.objects()) {
      double best = 0;
      for (List<Double> sizes : perLevel) {
        for (double size : sizes) {
          for (double ratio : ratios) {
            best = Math.max(best, iou(object, network.pixels(object.size()), size, ratio));
          }
        }
      }
      all[object.label()]++;
      matched[object.label()] += best >= MATCH_IOU ? 1 : 0;
    }
    List<Double> fractions = new ArrayList<>();
    for (int label = 0; label < all.length; label++) {
      fractions.add(matched[label] / all[label]);
    }
    return fractions;
  }

  /** The IoU of two boxes with the same centre. */
  private static double iou(Shape object, double objectSize, double size, double ratio) {
    double width = objectSize / Math.sqrt(object.ratio());
    double height = objectSize * Math.sqrt(object.ratio());
    double anchorWidth = size / Math.sqrt(ratio);
    double anchorHeight = size * Math.sqrt(ratio);
    double shared = Math.min(width, anchorWidth) * Math.min(height, anchorHeight);
    return shared / (objectSize * objectSize + size * size - shared);
  }
}
