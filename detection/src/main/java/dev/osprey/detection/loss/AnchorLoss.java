package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The classification and box losses of a batch's anchors: sums over each level of each image,
 * divided by a normalizer.
 */
public final class AnchorLoss {

  /** How the losses of a box's four deltas are reduced to one number. */
  public enum DeltaReduction {
    /** torchvision, mmdetection. */
    SUM,
    /** pytorch-retinanet. */
    MEAN
  }

  /**
   * @param classification loss of logits
   * @param positiveWeight factor of the classification loss of positive anchors; background has 1
   * @param box loss of boxes
   * @param deltaReduction how the losses of a box's four deltas are reduced to one number; without
   *     effect on losses that compare whole boxes
   * @param normalizer divisor of both losses
   * @param classificationWeight factor of the classification term
   * @param boxWeight factor of the box term
   */
  public record Config(
      ClassificationLoss classification,
      double positiveWeight,
      BoxLoss box,
      DeltaReduction deltaReduction,
      Normalizer normalizer,
      double classificationWeight,
      double boxWeight) {
    public Config {
      requireWeight("positiveWeight", positiveWeight);
      requireWeight("classificationWeight", classificationWeight);
      requireWeight("boxWeight", boxWeight);
    }

    private static void requireWeight(String key, double weight) {
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new UserError("loss." + key + " is " + weight + "; give 0 or more (usual: 1)");
      }
    }
  }

  /** The names of the two terms in logs. */
  public record TermNames(String classification, String box) {}

  private final Config config;
  private final BoxCoder coder;
  private final TermNames names;

  public AnchorLoss(Config config, BoxCoder coder, TermNames names) {
    this.config = config;
    this.coder = coder;
    this.names = names;
  }

  /**
   * The two terms.
   *
   * @param targets of each image
   */
  public Losses of(
      HeadOutputs<Tensor> outputs, Anchors anchors, List<AnchorTargets> targets, Device device) {
    float[] factors = config.normalizer.factors(targets);
    Tensor classification = Tensors.zeros(device);
    Tensor box = Tensors.zeros(device);
    for (int l = 0; l < anchors.levels().size(); l++) {
      List<Tensor> logits = Tensors.unbind(outputs.logits().get(l));
      List<Tensor> deltas = Tensors.unbind(outputs.deltas().get(l));
      for (int image = 0; image < targets.size(); image++) {
        AnchorTargets level = targets.get(image).ofLevel(anchors.levels().get(l));
        Scalar factor = new Scalar(factors[image]);
        classification =
            classification.add(classificationOf(logits.get(image), level, device).mul(factor));
        box = box.add(boxesOf(deltas.get(image), level, device).mul(factor));
      }
    }
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put(names.classification, classification.mul(new Scalar(config.classificationWeight)));
    terms.put(names.box, box.mul(new Scalar(config.boxWeight)));
    return new Losses(terms);
  }

  /**
   * Weighted sum over the anchors of one level of one image.
   *
   * @param logits (R, outputs)
   */
  public Tensor classificationOf(Tensor logits, AnchorTargets targets, Device device) {
    int[] labels = targets.labels();
    float[] weights = targets.labelWeights();
    return RowLossSum.of(
        logits,
        device,
        (block, start, count) -> {
          int end = start + count;
          Tensor rows =
              config.classification.ofRows(block, Arrays.copyOfRange(labels, start, end), device);
          float[] ofRows = Arrays.copyOfRange(weights, start, end);
          return rows.mul(Tensors.of(ofRows, device, count)).sum();
        });
  }

  /**
   * Sum over the positive anchors of one level of one image.
   *
   * @param deltas (R, 4)
   */
  public Tensor boxesOf(Tensor deltas, AnchorTargets targets, Device device) {
    int count = targets.positives().length;
    Tensor rows = Tensors.of(targets.positiveRows(), device, count);
    Tensor predicted = Tensors.toFloat(deltas.index_select(0, rows)); // (P, 4)
    Tensor anchors = Tensors.of(targets.anchors(), device, count, 4); // (P, 4)
    Tensor boxes = Tensors.of(targets.boxes(), device, count, 4); // (P, 4)
    Tensor losses =
        switch (config.box.space()) {
          case DELTAS ->
              config
                  .box
                  .of(predicted, coder.encode(boxes, anchors, device))
                  .mul(new Scalar(config.deltaReduction == DeltaReduction.SUM ? 1 : 0.25));
          case BOXES -> config.box.of(coder.decode(predicted, anchors, device), boxes);
        };
    return losses.sum(); // of (P)
  }

  /**
   * The loss of each anchor of an image against given labels, over all levels, for samplers that
   * rank by it.
   *
   * @param labels from 0; below 0 is background
   */
  public float[] ofEachAnchor(HeadOutputs<Tensor> outputs, int image, int[] labels, Device device) {
    List<Tensor> levels =
        outputs.logits().stream().map(level -> level.detach().select(0, image)).toList();
    Tensor logits = Tensors.toFloat(Tensors.concat(levels, 0)); // (R of all levels, outputs)
    return Tensors.floats(config.classification.ofRows(logits, labels, device));
  }
}
