package dev.osprey.detection.region;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.loss.BoxLoss;
import dev.osprey.detection.loss.ClassificationLoss;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Classification and box loss of the sampled regions, both divided by their number, so that every
 * region weighs the same (Girshick 2015, eq. 1). Only the box of the true class counts.
 */
public final class RegionLoss {

  /**
   * @param classification loss of logits
   * @param box loss of boxes
   * @param classificationWeight factor of the classification term
   * @param boxWeight factor of the box term
   */
  public record Config(
      ClassificationLoss classification,
      BoxLoss box,
      double classificationWeight,
      double boxWeight) {
    public Config {
      if (!(classificationWeight >= 0 && boxWeight >= 0)) {
        throw new UserError(
            "regions.loss: classificationWeight and boxWeight are 0 or more, got "
                + classificationWeight
                + " and "
                + boxWeight);
      }
    }
  }

  private final Config config;
  private final BoxCoder coder;
  private final Scoring scoring;

  RegionLoss(Config config, BoxCoder coder) {
    this.config = config;
    this.coder = coder;
    this.scoring = config.classification.scoring();
  }

  /**
   * The terms {@code loss_classifier} and {@code loss_box_reg}.
   *
   * @param outputs of all images' regions, one image after the other
   */
  Map<String, Tensor> of(RegionOutputs<Tensor> outputs, List<RegionTargets> images, Device device) {
    int count = images.stream().mapToInt(RegionTargets::size).sum();
    Scalar share = new Scalar(1.0 / Math.max(1, count));
    Tensor rows = classificationOf(outputs.logits(), labels(images), device); // (R)
    Tensor classification = rows.sum().mul(share);
    Tensor box = boxes(outputs.deltas(), images, device).mul(share);
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("loss_classifier", classification.mul(new Scalar(config.classificationWeight)));
    terms.put("loss_box_reg", box.mul(new Scalar(config.boxWeight)));
    return terms;
  }

  /** The loss of each region, (R). */
  Tensor classificationOf(Tensor logits, int[] labels, Device device) {
    return config.classification.ofRows(Tensors.toFloat(logits), labels, device);
  }

  private static int[] labels(List<RegionTargets> images) {
    return images.stream().flatMapToInt(image -> Arrays.stream(image.labels())).toArray();
  }

  /**
   * The sum over the positive regions.
   *
   * @param deltas (R, outputs · 4)
   */
  private Tensor boxes(Tensor deltas, List<RegionTargets> images, Device device) {
    int positives = images.stream().mapToInt(RegionTargets::positives).sum();
    long outputs = deltas.size(1) / 4;
    long[] rows = new long[positives];
    float[] regions = new float[4 * positives];
    float[] truths = new float[4 * positives];
    int next = 0;
    int start = 0;
    for (RegionTargets image : images) {
      int count = image.positives();
      for (int i = 0; i < count; i++) {
        rows[next + i] = (start + i) * outputs + scoring.outputOf(image.labels()[i]);
      }
      System.arraycopy(image.regions(), 0, regions, 4 * next, 4 * count);
      System.arraycopy(image.boxes(), 0, truths, 4 * next, 4 * count);
      next += count;
      start += image.size();
    }
    Tensor predicted =
        Tensors.toFloat(deltas.reshape(-1, 4).index_select(0, Tensors.of(rows, device, positives)));
    Tensor anchors = Tensors.of(regions, device, positives, 4); // (P, 4)
    Tensor boxes = Tensors.of(truths, device, positives, 4); // (P, 4)
    return switch (config.box.space()) {
      case DELTAS -> config.box.of(predicted, coder.encode(boxes, anchors, device)).sum();
      case BOXES -> config.box.of(coder.decode(predicted, anchors, device), boxes).sum();
    };
  }
}
