package dev.osprey.data.transform;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Point;
import dev.osprey.data.image.RgbPicture;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A decoded picture on its way through the augmentations: its pixels, its objects in pixels of that
 * picture, and how it will be resized.
 */
public record TrainingPicture(RgbPicture picture, List<Annotation> objects, ResizeRule resize) {
  public TrainingPicture {
    objects = List.copyOf(objects);
  }

  TrainingPicture withPicture(RgbPicture other) {
    return new TrainingPicture(other, objects, resize);
  }

  TrainingPicture withResize(ResizeRule other) {
    return new TrainingPicture(picture, objects, other);
  }

  /**
   * The picture mirrored along any axis, and every corner and landmark where {@code move} puts it;
   * what is left and right of a face is exchanged.
   */
  TrainingPicture mirrored(RgbPicture other, UnaryOperator<Point> move) {
    List<Annotation> moved =
        objects.stream()
            .map(
                object ->
                    object.at(
                        moved(object.box(), move),
                        FaceLandmarks.mirrored(object.landmarks().stream().map(move).toList())))
            .toList();
    return new TrainingPicture(other, moved, resize);
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
