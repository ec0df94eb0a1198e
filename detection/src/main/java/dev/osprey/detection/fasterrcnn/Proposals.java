package dev.osprey.detection.fasterrcnn;

import dev.osprey.detection.anchor.Anchors;
import java.util.List;

/**
 * Regions of one image that are worth a second look, best first.
 *
 * @param boxes packed xyxy, padded-image pixels, inside the image
 * @param scores from the first stage, descending
 */
public record Proposals(float[] boxes, float[] scores) {
  public int size() {
    return scores.length;
  }

  /** The second stage's anchors: one level, one row. */
  Anchors asAnchors() {
    return new Anchors(boxes, List.of(new Anchors.Level(new Anchors.Grid(1, size(), 1), 0, 1)));
  }
}
