package dev.osprey.training.auto;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sizes and aspect ratios of the objects of a data set, relative to the longest side of their
 * images, so that images of several sizes can be compared.
 *
 * @param objects the objects, without crowds and boxes without area
 * @param images sizes of the sampled images in pixels
 * @param classes number of classes
 */
record ObjectShapes(List<Shape> objects, List<ImageSize> images, int classes) {
  /** Maximum number of sampled images, whose sizes are read from their files. */
  private static final int MAX_IMAGES = 2000;

  /** Number of objects below which a class has less weight. */
  private static final double FULL_WEIGHT = 20;

  /**
   * One object.
   *
   * @param size square root of its area, as a fraction of the longest side of the image
   * @param ratio height by width
   * @param weight weight of the object; all classes have the same total weight, rare ones less
   */
  record Shape(int label, double size, double ratio, double weight) {}

  static ObjectShapes of(Dataset dataset) {
    int every = Math.max(1, (dataset.size() + MAX_IMAGES - 1) / MAX_IMAGES);
    List<Sample> sampled = new ArrayList<>();
    for (int i = 0; i < dataset.size(); i += every) {
      sampled.add(dataset.samples().get(i));
    }
    double[] weights = weights(sampled, dataset.labels().size());
    List<ImageSize> images = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Sample sample : sampled) {
      ImageSize image = sample.source().size();
      images.add(image);
      for (Annotation object : sample.annotations()) {
        if (counts(object)) {
          shapes.add(shape(object, image, weights[object.label()]));
        }
      }
    }
    if (shapes.isEmpty()) {
      throw new UserError(dataset.name() + " has no objects to train on in its images");
    }
    return new ObjectShapes(shapes, images, dataset.labels().size());
  }

  private static double[] weights(List<Sample> samples, int classes) {
    double[] counts = new double[classes];
    samples.stream()
        .flatMap(sample -> sample.annotations().stream())
        .filter(ObjectShapes::counts)
        .forEach(object -> counts[object.label()]++);
    return Arrays.stream(counts)
        .map(count -> Math.min(1, count / FULL_WEIGHT) / Math.max(1, count))
        .toArray();
  }

  private static boolean counts(Annotation object) {
    Box box = object.box();
    return !object.isCrowd() && box.x2() > box.x1() && box.y2() > box.y1();
  }

  private static Shape shape(Annotation object, ImageSize image, double weight) {
    Box box = object.box();
    double width = box.x2() - box.x1();
    double height = box.y2() - box.y1();
    double longest = Math.max(image.width(), image.height());
    return new Shape(object.label(), Math.sqrt(width * height) / longest, height / width, weight);
  }

  /**
   * The median object size of the class with the smallest one; classes of few objects are ignored.
   */
  double smallestTypicalSize() {
    double minimum = 0.005 * objects.size();
    double smallest = Double.POSITIVE_INFINITY;
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      double[] sizes =
          objects.stream()
              .filter(object -> object.label() == wanted)
              .mapToDouble(Shape::size)
              .sorted()
              .toArray();
      if (sizes.length > 0 && sizes.length >= minimum) {
        smallest = Math.min(smallest, sizes[sizes.length / 2]);
      }
    }
    return smallest;
  }
}
