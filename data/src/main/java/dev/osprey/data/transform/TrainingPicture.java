package dev.osprey.data.transform;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
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

  /** The pixels moved, and every box as {@code move} says. */
  TrainingPicture moved(RgbPicture other, UnaryOperator<Box> move) {
    List<Annotation> moved =
        objects.stream()
            .map(
                object ->
                    new Annotation(
                        move.apply(object.box()), object.label(), object.area(), object.traits()))
            .toList();
    return new TrainingPicture(other, moved, resize);
  }
}
