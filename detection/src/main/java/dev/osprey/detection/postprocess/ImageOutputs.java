package dev.osprey.detection.postprocess;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A head's outputs for one image of a batch.
 *
 * @param logits each (R of the level, outputs), finest level first
 * @param deltas (R of all levels · B, 4): B boxes for each anchor
 * @param landmarks (R of all levels, 10); null where the head gives none
 * @param boxesPerAnchor B: 1, or the number of classes where each has a box of its own
 * @param padded size of the batch's images with their padding
 */
public record ImageOutputs(
    List<Tensor> logits,
    Tensor deltas,
    @Nullable Tensor landmarks,
    int boxesPerAnchor,
    Anchors anchors,
    BatchImage image,
    ImageSize padded,
    Device device) {

  /** Each image's part of a batch's outputs. */
  public static List<ImageOutputs> of(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<BatchImage> images,
      ImageSize padded,
      Device device) {
    Tensor deltas = Tensors.concat(outputs.deltas(), 1);
    Tensor landmarks =
        outputs.landmarks().isEmpty() ? null : Tensors.concat(outputs.landmarks(), 1);
    List<ImageOutputs> perImage = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      int row = i;
      perImage.add(
          new ImageOutputs(
              outputs.logits().stream().map(ofBatch -> ofBatch.select(0, row)).toList(),
              deltas.select(0, i),
              landmarks == null ? null : landmarks.select(0, i),
              1,
              anchors,
              images.get(i),
              padded,
              device));
    }
    return perImage;
  }

  /** The level of an anchor, from 0. */
  public int levelOf(int anchor) {
    int level = 0;
    while (anchor >= anchors.levels().get(level).end()) {
      level++;
    }
    return level;
  }

  /** The rows of {@link #deltas} that pairs of anchor and class have. */
  int[] rows(int[] anchorIndices, int[] labels) {
    int[] rows = anchorIndices.clone();
    for (int i = 0; boxesPerAnchor > 1 && i < rows.length; i++) {
      rows[i] = rows[i] * boxesPerAnchor + labels[i];
    }
    return rows;
  }

  /** The anchor of a row of {@link #deltas}. */
  public int anchorOf(int row) {
    return row / boxesPerAnchor;
  }
}
