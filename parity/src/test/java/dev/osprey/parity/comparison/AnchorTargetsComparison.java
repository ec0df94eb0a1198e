package dev.osprey.parity.comparison;

import dev.osprey.data.SeededRandom;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.targets.AnchorAssigner;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the targets of the anchors of a batch with {@code target.*}: labels (K: background) and
 * their weights, encoded boxes and their weights, and the normalizers of the losses.
 */
public record AnchorTargetsComparison(
    OneStageDetector.Config config, CaseSpec spec, Comparison comparison) {
  private static final Tolerance NORMALIZER = Tolerance.relative(1e-6);

  public void compare(Anchors anchors, List<LabelledImage> images) {
    List<AnchorTargets> targets = targets(anchors, images);
    int rows = images.size();
    int size = anchors.size();
    float[] labels = new float[rows * size];
    float[] weights = new float[rows * size];
    float[] boxes = new float[rows * size * 4];
    float[] boxWeights = new float[rows * size * 4];
    for (int image = 0; image < rows; image++) {
      AnchorTargets target = targets.get(image);
      for (int anchor = 0; anchor < size; anchor++) {
        int label = target.labels()[anchor];
        labels[image * size + anchor] =
            label == AnchorTargets.BACKGROUND ? config.classes() : label;
        weights[image * size + anchor] = target.labelWeights()[anchor];
      }
      float[] encoded = encoded(target);
      for (int i = 0; i < target.positives().length; i++) {
        int row = 4 * (image * size + target.positives()[i]);
        System.arraycopy(encoded, 4 * i, boxes, row, 4);
        Arrays.fill(boxWeights, row, row + 4, 1);
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

  private List<AnchorTargets> targets(Anchors anchors, List<LabelledImage> images) {
    AnchorAssigner assigner = config.buildAssigner();
    return assigner.assign(
        anchors,
        images.stream().map(TargetObjects::of).toList(),
        (image, labels) -> new float[0],
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
