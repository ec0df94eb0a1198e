package dev.osprey.detection.postprocess;

import dev.osprey.core.Boxes;
import dev.osprey.core.ImageSize;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the boxes and landmarks of chosen rows of a head's outputs, in resized pixels.
 *
 * @param landmarkCoder null where the head gives no landmarks
 */
public record RowDecoder(
    BoxCoder coder, @Nullable LandmarkCoder landmarkCoder, Postprocess.Clip clip) {

  /** The pairs with their decoded and clipped boxes. */
  public ScoredBoxes decode(ImageOutputs one, ScoredAnchors pairs) {
    float[] boxes = boxes(one, one.rows(pairs.anchors(), pairs.labels()));
    return new ScoredBoxes(boxes, pairs.scores(), pairs.labels());
  }

  /** Decoded and clipped boxes of all rows of deltas: packed xyxy. */
  public float[] boxes(ImageOutputs one) {
    int rows = one.anchors().size() * one.boxesPerAnchor();
    return boxes(one, IntStream.range(0, rows).toArray());
  }

  /** Decoded and clipped boxes of some rows of deltas: packed xyxy. */
  private float[] boxes(ImageOutputs one, int[] rows) {
    int[] anchorRows = Arrays.stream(rows).map(one::anchorOf).toArray();
    float[] anchors = Boxes.select(one.anchors().boxes(), anchorRows);
    float[] boxes = coder.decode(one.deltas().select(rows), anchors);
    clip(boxes, one.image().resized(), one.padded());
    return boxes;
  }

  /** The landmarks of some anchors' faces: packed xy; empty where the head gives none. */
  public float[] landmarks(ImageOutputs one, int[] anchors) {
    if (landmarkCoder == null || one.landmarks() == null) {
      return new float[0];
    }
    return landmarkCoder.decode(
        one.landmarks().select(anchors), Boxes.select(one.anchors().boxes(), anchors));
  }

  private void clip(float[] boxes, ImageSize resized, ImageSize padded) {
    switch (clip) {
      case NONE -> {}
      case IMAGE -> Boxes.clip(boxes, resized.height(), resized.width());
      case PADDED_OUTER_SIDES -> {
        for (int i = 0; i < boxes.length; i += 4) {
          boxes[i] = Math.max(boxes[i], 0);
          boxes[i + 1] = Math.max(boxes[i + 1], 0);
          boxes[i + 2] = Math.min(boxes[i + 2], padded.width());
          boxes[i + 3] = Math.min(boxes[i + 3], padded.height());
        }
      }
    }
  }
}
