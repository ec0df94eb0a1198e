package dev.osprey.detection.postprocess;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.networks.HeadOutputs;
import java.util.ArrayList;
import java.util.List;
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
    List<OutputRows> logits,
    OutputRows deltas,
    @Nullable OutputRows landmarks,
    int boxesPerAnchor,
    Anchors anchors,
    BatchImage image,
    ImageSize padded) {

  /** The outputs of a dense head for each image of a batch. */
  public static List<ImageOutputs> of(ForwardPass pass, Anchors anchors) {
    List<ImageOutputs> perImage = new ArrayList<>();
    for (int i = 0; i < pass.images().size(); i++) {
      perImage.add(of(pass.dense(i), anchors, pass.images().get(i), pass.padded()));
    }
    return perImage;
  }

  /** The outputs of a dense head for one image. */
  public static ImageOutputs of(
      HeadOutputs<OutputRows> outputs, Anchors anchors, BatchImage image, ImageSize padded) {
    return new ImageOutputs(
        outputs.logits(),
        OutputRows.stacked(outputs.deltas()),
        outputs.landmarks().isEmpty() ? null : OutputRows.stacked(outputs.landmarks()),
        1,
        anchors,
        image,
        padded);
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

  /** The number of rows of logits and deltas with a value that is not finite. */
  int notFinite() {
    return deltas.notFinite() + logits.stream().mapToInt(OutputRows::notFinite).sum();
  }
}
