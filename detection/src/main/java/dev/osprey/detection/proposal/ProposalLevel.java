package dev.osprey.detection.proposal;

import dev.osprey.core.Boxes;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.networks.HeadOutputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first stage's outputs for one level of one image.
 *
 * @param logits (R, 1)
 * @param deltas (R, 4)
 * @param anchors of all levels
 * @param start index of the level's first anchor
 */
record ProposalLevel(OutputRows logits, OutputRows deltas, Anchors anchors, int start) {

  /** All levels of one image, finest first. */
  static List<ProposalLevel> of(HeadOutputs<OutputRows> outputs, Anchors anchors) {
    List<ProposalLevel> levels = new ArrayList<>();
    for (int l = 0; l < anchors.levels().size(); l++) {
      levels.add(
          new ProposalLevel(
              outputs.logits().get(l),
              outputs.deltas().get(l),
              anchors,
              anchors.levels().get(l).start()));
    }
    return levels;
  }

  /**
   * Decoded boxes of some anchors: packed xyxy, not clipped.
   *
   * @param rows indices of the anchors in this level
   */
  float[] decode(BoxCoder coder, int[] rows) {
    int[] indices = Arrays.stream(rows).map(row -> start + row).toArray();
    return coder.decode(deltas.select(rows), Boxes.select(anchors.boxes(), indices));
  }
}
