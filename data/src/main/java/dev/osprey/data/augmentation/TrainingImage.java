package dev.osprey.data.augmentation;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Point;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.transform.ResizeRule;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A decoded image during augmentation: its pixels, its objects in pixels of that image, and the
 * rule for resizing it.
 */
public record TrainingImage(RgbImage image, List<Annotation> objects, ResizeRule resize) {
  public TrainingImage {
    objects = List.copyOf(objects);
  }

  TrainingImage withImage(RgbImage other) {
    return new TrainingImage(other, objects, resize);
  }

  TrainingImage withResize(ResizeRule other) {
    return new TrainingImage(image, objects, other);
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
    return new TrainingImage(other, moved, resize);
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
