package dev.osprey.detection.postprocess;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.PicturePlane;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A one-stage head's outputs for one picture of a batch.
 *
 * @param logits each (R of the level, outputs), finest level first
 * @param deltas (R of all levels, 4)
 * @param padded size of the batch's pictures with their padding
 */
record PictureOutputs(
    List<Tensor> logits,
    Tensor deltas,
    Anchors anchors,
    PicturePlane picture,
    ImageSize padded,
    Device device) {

  /** Each picture's part of a batch's outputs. */
  static List<PictureOutputs> of(
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<PicturePlane> pictures,
      ImageSize padded,
      Device device) {
    Tensor deltas = torch.cat(new TensorVector(outputs.deltas().toArray(Tensor[]::new)), 1);
    List<PictureOutputs> perPicture = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      int row = i;
      perPicture.add(
          new PictureOutputs(
              outputs.logits().stream().map(ofBatch -> ofBatch.select(0, row)).toList(),
              deltas.select(0, i),
              anchors,
              pictures.get(i),
              padded,
              device));
    }
    return perPicture;
  }

  /** The level of an anchor, from 0. */
  int levelOf(int anchor) {
    int level = 0;
    while (anchor >= anchors.levels().get(level).end()) {
      level++;
    }
    return level;
  }
}
