package dev.osprey.inference.views;

import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Point;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Moves detections in a mirrored image to the image itself.
 *
 * @param width of both, in pixels
 */
record MirroredView(int width) {

  Detections toOriginal(Detections found) {
    return Detections.of(found.rows().withBoxes(boxes(found.boxes())), landmarks(found));
  }

  private float[] boxes(float[] boxes) {
    for (int i = 0; i < boxes.length; i += 4) {
      float left = width - boxes[i + 2];
      boxes[i + 2] = width - boxes[i];
      boxes[i] = left;
    }
    return boxes;
  }

  private float[] landmarks(Detections found) {
    List<List<Point>> points =
        IntStream.range(0, found.size())
            .mapToObj(i -> found.landmarks(i).stream().map(this::moved).toList())
            .map(FaceLandmarks::mirrored)
            .toList();
    return FaceLandmarks.pack(points);
  }

  private Point moved(Point point) {
    return new Point(width - point.x(), point.y());
  }
}
