package dev.osprey.detection.retinanet;

import dev.osprey.core.UserError;
import dev.osprey.detection.Losses;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.BoxLoss;
import dev.osprey.detection.loss.ClassificationLoss;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Classification and box loss of a batch. Each picture's sums are divided by its number of positive
 * anchors (at least 1); the pictures' losses are averaged.
 */
public final class RetinaNetLoss {

  /** What a picture's box loss is divided by. */
  public enum BoxNormalizer {
    /** Its positive anchors (torchvision). */
    POSITIVES,
    /** Their coordinates, four each: a mean over deltas (pytorch-retinanet). */
    POSITIVE_COORDINATES
  }

  /**
   * @param classification loss of logits
   * @param box loss of boxes
   * @param boxNormalizer what the box loss is divided by
   * @param classificationWeight factor of the classification term
   * @param boxWeight factor of the box term
   */
  public record Config(
      ClassificationLoss classification,
      BoxLoss box,
      BoxNormalizer boxNormalizer,
      double classificationWeight,
      double boxWeight) {
    public Config {
      requireWeight("classificationWeight", classificationWeight);
      requireWeight("boxWeight", boxWeight);
    }

    private static void requireWeight(String key, double weight) {
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new UserError("loss." + key + " is " + weight + "; give 0 or more (usual: 1)");
      }
    }
  }

  private final Config config;
  private final BoxCoder coder;

  public RetinaNetLoss(Config config, BoxCoder coder) {
    this.config = config;
    this.coder = coder;
  }

  /** The terms {@code classification} and {@code bbox_regression}. */
  public Losses of(HeadOutputs<Tensor> outputs, AnchorTargets targets, Device device) {
    Tensor logits = rows(outputs.logits());
    Tensor deltas = rows(outputs.deltas());
    Tensor elements =
        config.classification.of(logits, classTargets(targets, logits.size(1), device));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put(
        "classification",
        averageRows(elements, targets, device).mul(new Scalar(config.classificationWeight)));
    terms.put(
        "bbox_regression", boxLoss(deltas, targets, device).mul(new Scalar(config.boxWeight)));
    return new Losses(terms);
  }

  /** Levels (N, R, K) as rows (N · A, K), in float32. */
  private static Tensor rows(java.util.List<Tensor> levels) {
    Tensor all = torch.cat(new TensorVector(levels.toArray(Tensor[]::new)), 1);
    return all.to(ScalarType.Float).reshape(-1, all.size(2));
  }

  /** One-hot rows, float32 (N · A, K); ignored and background rows are zero. */
  public static Tensor classTargets(AnchorTargets targets, long classes, Device device) {
    long[] ones = new long[targets.positives().length];
    for (int i = 0; i < ones.length; i++) {
      ones[i] = targets.positives()[i] * classes + targets.positiveLabels()[i];
    }
    Tensor flat = Tensors.zeros(device, targets.rows() * classes);
    flat.index_fill_(0, Tensors.of(ones, device, ones.length), new Scalar(1.0));
    return flat.view(targets.rows(), classes);
  }

  /**
   * Sum over the rows that are not ignored, divided by each picture's positives, averaged over the
   * pictures.
   *
   * @param elements float32 (N · A, K)
   */
  public static Tensor averageRows(Tensor elements, AnchorTargets targets, Device device) {
    float[] weights = new float[targets.rows()];
    int perPicture = targets.rows() / targets.pictures();
    for (int picture = 0; picture < targets.pictures(); picture++) {
      float weight = 1f / Math.max(1, targets.positivesPerPicture()[picture]);
      Arrays.fill(weights, picture * perPicture, (picture + 1) * perPicture, weight);
    }
    for (long row : targets.ignored()) {
      weights[(int) row] = 0;
    }
    Tensor perRow = elements.sum(1).mul(Tensors.of(weights, device, weights.length));
    return perRow.sum().div(new Scalar((double) targets.pictures()));
  }

  /**
   * Loss of the positive rows' boxes, divided and averaged in the same way.
   *
   * @param deltas float32 (N · A, 4)
   */
  public Tensor boxLoss(Tensor deltas, AnchorTargets targets, Device device) {
    int count = targets.positives().length;
    Tensor predicted = deltas.index_select(0, Tensors.of(targets.positives(), device, count));
    Tensor anchors = Tensors.of(targets.positiveAnchors(), device, count, 4);
    Tensor boxes = Tensors.of(targets.positiveBoxes(), device, count, 4);
    Tensor loss =
        config.box.space() == BoxLoss.Space.DELTAS
            ? config.box.of(predicted, coder.encode(boxes, anchors, device))
            : config.box.of(coder.decode(predicted, anchors, device), boxes);
    return loss.mul(Tensors.of(positiveWeights(targets), device, count)).sum();
  }

  private float[] positiveWeights(AnchorTargets targets) {
    int coordinates = config.boxNormalizer == BoxNormalizer.POSITIVES ? 1 : 4;
    float[] weights = new float[targets.positives().length];
    int next = 0;
    for (int positives : targets.positivesPerPicture()) {
      float weight = 1f / ((float) Math.max(1, positives) * coordinates * targets.pictures());
      Arrays.fill(weights, next, next + positives, weight);
      next += positives;
    }
    return weights;
  }
}
