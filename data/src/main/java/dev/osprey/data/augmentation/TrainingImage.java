package dev.osprey.data.augmentation;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ReducedImage;
import dev.osprey.data.transform.ResizeRule;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A decoded image during augmentation: its pixels, its objects in pixels of that image, and the
 * rule for resizing it.
 *
 * @param reduction sides of the file's image / sides of the decoded one; 1 where it was decoded
 *     whole
 */
public record TrainingImage(
    RgbImage image, List<Annotation> objects, ResizeRule resize, double reduction) {
  public TrainingImage {
    objects = List.copyOf(objects);
  }

  /** An image that was decoded at its full size. */
  public TrainingImage(RgbImage image, List<Annotation> objects, ResizeRule resize) {
    this(image, objects, resize, 1);
  }

  /**
   * An image at reduced scale.
   *
   * @param objects in pixels of the whole image
   */
  public static TrainingImage of(
      ReducedImage reduced, List<Annotation> objects, ResizeRule resize) {
    RgbImage image = reduced.image();
    ImageSize whole = reduced.whole();
    if (image.size().equals(whole)) {
      return new TrainingImage(image, objects, resize);
    }
    double x = (double) image.width() / whole.width();
    double y = (double) image.height() / whole.height();
    UnaryOperator<Point> scale = point -> new Point(point.x() * x, point.y() * y);
    List<Annotation> scaled =
        objects.stream()
            .map(
                object ->
                    object.at(
                        moved(object.box(), scale),
                        object.landmarks().stream().map(scale).toList()))
            .toList();
    double reduction = Math.max(whole.height(), whole.width());
    return new TrainingImage(
        image, scaled, resize, reduction / Math.max(image.height(), image.width()));
  }

  TrainingImage withImage(RgbImage other) {
    return new TrainingImage(other, objects, resize, reduction);
  }

  TrainingImage withResize(ResizeRule other) {
    return new TrainingImage(image, objects, other, reduction);
  }

  /**
   * Returns the mirrored image {@code other} with every corner and landmark moved by {@code move};
   * left and right landmarks of faces are exchanged.
   */
  TrainingImage mirrored(RgbImage other, UnaryOperator<Point> move) {
    List<Annotation> moved =
        objects.stream()
            .map(
                object ->
                    object.at(
                        moved(object.box(), move),
                        FaceLandmarks.mirrored(object.landmarks().stream().map(move).toList())))
            .toList();
    return new TrainingImage(other, moved, resize, reduction);
  }

  private static Box moved(Box box, UnaryOperator<Point> move) {
    Point one = move.apply(new Point(box.x1(), box.y1()));
    Point other = move.apply(new Point(box.x2(), box.y2()));
    return new Box(
        Math.min(one.x(), other.x()),
        Math.min(one.y(), other.y()),
        Math.max(one.x(), other.x()),
        Math.max(one.y(), other.y()));
  }
}
