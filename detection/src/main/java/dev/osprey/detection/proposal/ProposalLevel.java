package dev.osprey.detection.proposal;

import dev.osprey.core.Boxes;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The first stage's outputs for one level of one image, without gradients.
 *
 * @param logits (R)
 * @param deltas (R, 4)
 * @param anchors of all levels
 * @param start index of the level's first anchor
 */
public record ProposalLevel(
    Tensor logits, Tensor deltas, Anchors anchors, int start, Device device) {

  /** All levels of one image, finest first. */
  public static List<ProposalLevel> of(
      HeadOutputs<Tensor> outputs, Anchors anchors, int image, Device device) {
    List<ProposalLevel> levels = new ArrayList<>();
    for (int l = 0; l < anchors.levels().size(); l++) {
      levels.add(
          new ProposalLevel(
              outputs.logits().get(l).detach().select(0, image).view(-1),
              outputs.deltas().get(l).detach().select(0, image),
              anchors,
              anchors.levels().get(l).start(),
              device));
    }
    return levels;
  }

  /**
   * Decoded boxes of some anchors: packed xyxy, not clipped.
   *
   * @param rows indices of the anchors in this level
   */
  float[] decode(BoxCoder coder, long[] rows) {
    Tensor chosen = deltas.index_select(0, Tensors.of(rows, device, rows.length)); // (P, 4)
    int[] indices = Arrays.stream(rows).mapToInt(row -> start + (int) row).toArray();
    Tensor boxes = Tensors.of(Boxes.select(anchors.boxes(), indices), device, rows.length, 4);
    return Tensors.floats(coder.decode(Tensors.toFloat(chosen), boxes, device));
  }
}
