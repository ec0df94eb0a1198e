package dev.osprey.training.auto;

import dev.osprey.core.ImageSize;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The size at which a network sees images.
 *
 * @param side of the shorter side, in pixels
 * @param longest limit of the longer side, in pixels
 * @param orientations whether images are wide and tall, so that batches of one shape want groups
 */
record ProposedImageSize(int side, int longest, Orientations orientations) {
  /** Whether a data set has images of one kind. */
  enum Orientations {
    ONE,
    MIXED
  }

  /** Pixels that the smallest class's objects are given: two and a half cells of stride 8. */
  private static final double SMALL_OBJECT = 20;

  private static final int SMALLEST = 256;

  /** More costs minutes a step on a CPU. */
  private static final int LARGEST = 640;

  private static final double MOST_ENLARGED = 1.5;
  private static final double FEW = 0.1;

  static ProposedImageSize of(ObjectShapes shapes) {
    List<ImageSize> images = shapes.images();
    double usual = median(images, image -> Math.max(image.width(), image.height()));
    double wanted = SMALL_OBJECT / shapes.smallestTypicalSize();
    double bounded = Math.min(Math.max(wanted, SMALLEST), LARGEST);
    int longest = multiple(Math.min(bounded, MOST_ENLARGED * usual), 32);
    double shape =
        median(
            images,
            image ->
                (double) Math.min(image.width(), image.height())
                    / Math.max(image.width(), image.height()));
    double tall =
        images.stream().filter(image -> image.height() > image.width()).count()
            / (double) images.size();
    return new ProposedImageSize(
        Math.min(longest, multiple(longest * shape, 16)),
        longest,
        tall > FEW && tall < 1 - FEW ? Orientations.MIXED : Orientations.ONE);
  }

  private static int multiple(double pixels, int of) {
    return Math.max(1, (int) Math.rint(pixels / of)) * of;
  }

  private static double median(List<ImageSize> images, ToDoubleFunction<ImageSize> of) {
    double[] sorted = images.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** How many pixels of the network an object has, by its share of the longest side. */
  double pixels(double size) {
    return size * longest;
  }
}
