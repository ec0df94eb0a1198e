package dev.osprey.detection.postprocess;

import dev.osprey.core.Boxes;
import dev.osprey.core.ImageSize;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
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
    Device device = one.device();
    Tensor deltas = Tensors.toFloat(one.deltas().index_select(0, rows(rows, device))); // (R, 4)
    int[] anchorRows = Arrays.stream(rows).map(one::anchorOf).toArray();
    float[] anchors = Boxes.select(one.anchors().boxes(), anchorRows);
    float[] boxes =
        Tensors.floats(
            coder.decode(deltas, Tensors.of(anchors, device, rows.length, 4), device)); // (R, 4)
    clip(boxes, one.image().resized(), one.padded());
    return boxes;
  }

  /** The landmarks of some anchors' faces: packed xy; empty where the head gives none. */
  public float[] landmarks(ImageOutputs one, int[] anchors) {
    if (landmarkCoder == null || one.landmarks() == null) {
      return new float[0];
    }
    Tensor rows = rows(anchors, one.device());
    Tensor deltas = Tensors.toFloat(one.landmarks().index_select(0, rows)); // (R, 10)
    float[] boxes = Boxes.select(one.anchors().boxes(), anchors);
    return Tensors.floats(
        landmarkCoder.decode(deltas, Tensors.of(boxes, one.device(), anchors.length, 4)));
  }

  private static Tensor rows(int[] indices, Device device) {
    return Tensors.of(Arrays.stream(indices).asLongStream().toArray(), device, indices.length);
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
