package dev.osprey.parity;

import dev.osprey.data.SeededRandom;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.onestage.RetinaNetConfig;
import dev.osprey.detection.targets.AnchorAssigner;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.GroundTruth;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * Holds what the anchors of a batch should say against {@code target.*}: labels, where K is the
 * background, their weights, encoded boxes and their weights, and what the losses are divided by.
 */
record AnchorTargetsComparison(RetinaNetConfig config, CaseSpec spec, Comparison comparison) {
  private static final Tolerance NORMALIZER = Tolerance.relative(1e-6);

  void compare(Anchors anchors, List<LabelledImage> pictures) {
    List<AnchorTargets> targets = targets(anchors, pictures);
    int rows = pictures.size();
    int size = anchors.size();
    float[] labels = new float[rows * size];
    float[] weights = new float[rows * size];
    float[] boxes = new float[rows * size * 4];
    float[] boxWeights = new float[rows * size * 4];
    for (int picture = 0; picture < rows; picture++) {
      AnchorTargets target = targets.get(picture);
      for (int anchor = 0; anchor < size; anchor++) {
        int label = target.labels()[anchor];
        labels[picture * size + anchor] =
            label == AnchorTargets.BACKGROUND ? config.classes() : label;
        weights[picture * size + anchor] = target.labelWeights()[anchor];
      }
      float[] encoded = encoded(target);
      for (int i = 0; i < target.positives().length; i++) {
        int row = 4 * (picture * size + target.positives()[i]);
        System.arraycopy(encoded, 4 * i, boxes, row, 4);
        Arrays.fill(boxWeights, row, row + 4, target.boxWeights()[i]);
      }
    }
    tensor("target.labels", Numbers.of(labels, rows, size), Tolerance.EXACT);
    tensor("target.label_weights", Numbers.of(weights, rows, size), Tolerance.EXACT);
    Tolerance stated = Tolerance.absolute(Tolerance.stated(spec, "targets_abs"));
    tensor("target.boxes", Numbers.of(boxes, rows, size, 4), stated);
    tensor("target.box_weights", Numbers.of(boxWeights, rows, size, 4), Tolerance.EXACT);
    float normalizer = 1 / config.loss().normalizer().factors(targets)[0];
    tensor("target.normalizer", Numbers.of(new float[] {normalizer}, 1), NORMALIZER);
  }

  private void tensor(String name, Numbers actual, Tolerance tolerance) {
    if (comparison.expected().has(name)) {
      comparison.tensor(name, actual, tolerance);
    }
  }

  private List<AnchorTargets> targets(Anchors anchors, List<LabelledImage> pictures) {
    AnchorAssigner assigner = config.buildAssigner();
    return assigner.assign(
        anchors,
        pictures.stream().map(GroundTruth::of).toList(),
        (picture, labels) -> new float[0],
        SeededRandom.of(0));
  }

  private float[] encoded(AnchorTargets target) {
    int count = target.positives().length;
    return Tensors.floats(
        new BoxCoder(config.coder())
            .encode(
                Tensors.of(target.boxes(), Device.CPU, count, 4),
                Tensors.of(target.anchors(), Device.CPU, count, 4),
                Device.CPU));
  }
}
