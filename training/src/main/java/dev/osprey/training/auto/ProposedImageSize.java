package dev.osprey.training.auto;

import dev.osprey.core.ImageSize;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The proposed size of images for the network.
 *
 * @param side target length of the shorter side in pixels
 * @param longest limit of the longer side, in pixels
 * @param orientations whether there are wide and tall images, so that batches need aspect ratio
 *     groups
 */
record ProposedImageSize(int side, int longest, Orientations orientations) {
  /** The orientations of the images of a data set. */
  enum Orientations {
    ONE,
    MIXED
  }

  /**
   * Target size in pixels of the objects of the smallest class: two and a half cells of stride 8.
   */
  private static final double SMALL_OBJECT = 20;

  private static final int MIN_SIDE = 256;

  /** Upper limit: larger images take minutes per step on a CPU. */
  private static final int MAX_SIDE = 640;

  private static final double MAX_ENLARGEMENT = 1.5;
  private static final double RARE_FRACTION = 0.1;

  static ProposedImageSize of(ObjectShapes shapes) {
    List<ImageSize> images = shapes.images();
    double typicalSide = median(images, image -> Math.max(image.width(), image.height()));
    double wanted = SMALL_OBJECT / shapes.smallestTypicalSize();
    double bounded = Math.min(Math.max(wanted, MIN_SIDE), MAX_SIDE);
    int longest = multiple(Math.min(bounded, MAX_ENLARGEMENT * typicalSide), 32);
    double shape =
        median(
            images,
            image ->
                (double) Math.min(image.width(), image.height())
                    / Math.max(image.width(), image.height()));
    double tallFraction =
        images.stream().filter(image -> image.height() > image.width()).count()
            / (double) images.size();
    return new ProposedImageSize(
        Math.min(longest, multiple(longest * shape, 16)),
        longest,
        tallFraction > RARE_FRACTION && tallFraction < 1 - RARE_FRACTION
            ? Orientations.MIXED
            : Orientations.ONE);
  }

  private static int multiple(double pixels, int of) {
    return Math.max(1, (int) Math.rint(pixels / of)) * of;
  }

  private static double median(List<ImageSize> images, ToDoubleFunction<ImageSize> of) {
    double[] sorted = images.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Converts an object size from a fraction of the longest side to pixels of the network. */
  double pixels(double size) {
    return size * longest;
  }
}
