package dev.osprey.parity;

import dev.osprey.core.ImageSize;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.ClampedFocalLoss;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.retinanet.AnchorTargets;
import dev.osprey.detection.retinanet.RetinaNet;
import dev.osprey.detection.retinanet.RetinaNetLoss;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** yhenon's FocalLoss on probabilities and deltas by formula, with gradients. */
final class YhenonFocalLossFamily implements CaseFamily {
  private static final int[] STRIDES = {8, 16, 32, 64, 128};
  private static final int SAMPLED_ANCHORS = 512;

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    Options options = spec.options();
    int classes = options.integer("num_classes");
    int batch = options.integer("batch");
    int[] size = options.pair("image_hw");
    options.finish();
    RetinaNet.Config config = (RetinaNet.Config) Presets.config("retinanet-r50-yhenon");
    Anchors anchors = anchors(config, new ImageSize(size[0], size[1]));
    AnchorTargets targets = targets(config, anchors, spec);
    compareCounts(targets, anchors, spec, comparison);
    try (TensorScope scope = TensorScope.training()) {
      Tensor probabilities =
          Tensors.of(
                  probabilities(spec, batch * anchors.size() * classes),
                  Device.CPU,
                  (long) batch * anchors.size(),
                  classes)
              .requires_grad_(true);
      Tensor deltas =
          Tensors.of(
                  Formula.of(spec.salt(), "regression").range(-2, 2, batch * anchors.size() * 4),
                  Device.CPU,
                  (long) batch * anchors.size(),
                  4)
              .requires_grad_(true);
      ClampedFocalLoss focal = (ClampedFocalLoss) config.loss().classification();
      Tensor oneHot = RetinaNetLoss.classTargets(targets, classes, Device.CPU);
      Tensor classification =
          RetinaNetLoss.averageRows(
              focal.ofProbabilities(probabilities, oneHot), targets, Device.CPU);
      Tensor regression =
          new RetinaNetLoss(config.loss(), new BoxCoder(config.coder()))
              .boxLoss(deltas, targets, Device.CPU);
      classification.add(regression).backward();
      new Outcome(spec, comparison, targets, anchors)
          .compare(
              classification,
              regression,
              probabilities.grad().view(batch, anchors.size(), classes),
              deltas.grad().view(batch, anchors.size(), 4));
    }
  }

  /** {@code u·u}, then every 97th nearly 0 and every 101st from the fifth nearly 1. */
  private static float[] probabilities(CaseSpec spec, int count) {
    Formula formula = Formula.of(spec.salt(), "classification");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double u = formula.unit(i);
      values[i] = (float) (u * u);
    }
    for (int i = 0; i < count; i += 97) {
      values[i] = 1e-6f;
    }
    for (int i = 5; i < count; i += 101) {
      values[i] = 0.999999f;
    }
    return values;
  }

  private static Anchors anchors(RetinaNet.Config config, ImageSize size) {
    List<AnchorGenerator.Grid> grids = new ArrayList<>();
    for (int stride : STRIDES) {
      grids.add(
          new AnchorGenerator.Grid(
              (size.height() + stride - 1) / stride, (size.width() + stride - 1) / stride, stride));
    }
    return new AnchorGenerator(config.anchors()).generate(grids, size);
  }

  private static AnchorTargets targets(RetinaNet.Config config, Anchors anchors, CaseSpec spec) {
    List<AnchorTargets.Objects> objects =
        YhenonRetinaNetFamily.annotations(spec).stream()
            .map(picture -> new AnchorTargets.Objects(picture.boxes(), picture.labels()))
            .toList();
    return AnchorTargets.match(new MaxIouMatcher(config.matcher()), anchors, objects);
  }

  private static void compareCounts(
      AnchorTargets targets, Anchors anchors, CaseSpec spec, Comparison comparison) {
    for (int i = 0; i < spec.root().path("per_image").size(); i++) {
      int picture = i;
      long ignored =
          Arrays.stream(targets.ignored()).filter(row -> row / anchors.size() == picture).count();
      comparison.number(
          "per_image[" + i + "].num_positive",
          spec.root().path("per_image").get(i).path("num_positive").asInt(),
          targets.positivesPerPicture()[i],
          Tolerance.EXACT);
      comparison.number(
          "per_image[" + i + "].num_ignored",
          spec.root().path("per_image").get(i).path("num_ignored").asInt(),
          (double) ignored,
          Tolerance.EXACT);
    }
  }

  private record Outcome(
      CaseSpec spec, Comparison comparison, AnchorTargets targets, Anchors anchors) {

    void compare(
        Tensor classification, Tensor regression, Tensor ofProbabilities, Tensor ofDeltas) {
      for (String name : comparison.expected().names()) {
        switch (name) {
          case "loss.classification" -> loss(name, classification);
          case "loss.regression" -> loss(name, regression);
          case "grad.classification" -> gradient(name, TensorValues.of(ofProbabilities));
          case "grad.regression" -> gradient(name, TensorValues.of(ofDeltas));
          case "grad.regression.nonzero_index" ->
              comparison.tensor(
                  name,
                  Numbers.of(positiveIndices(), targets.positives().length, 2),
                  Tolerance.EXACT);
          case "grad.regression.nonzero_rows" -> gradient(name, positiveRows(ofDeltas));
          case "anchors.sample" -> comparison.tensor(name, sampledAnchors(), Tolerance.EXACT);
          default -> {}
        }
      }
    }

    private void loss(String name, Tensor loss) {
      comparison.tensor(
          name,
          Numbers.of(new double[] {Tensors.number(loss)}, 1),
          Tolerance.relative(Tolerance.stated(spec, "loss_rel")));
    }

    private void gradient(String name, Numbers gradient) {
      double largest = comparison.expected().get(name).absMax();
      comparison.tensor(
          name,
          gradient,
          Tolerance.absolute(Tolerance.stated(spec, "grad_abs_rel_to_max") * largest));
    }

    /** Picture and anchor of each row. */
    private double[] positiveIndices() {
      double[] indices = new double[2 * targets.positives().length];
      for (int i = 0; i < targets.positives().length; i++) {
        long picture = targets.positives()[i] / anchors.size();
        indices[2 * i] = (double) picture;
        indices[2 * i + 1] = targets.positives()[i] % anchors.size();
      }
      return indices;
    }

    private Numbers positiveRows(Tensor gradient) {
      long[] positives = targets.positives();
      Tensor rows = Tensors.of(positives, Device.CPU, positives.length);
      return TensorValues.of(gradient.reshape(-1, 4).index_select(0, rows));
    }

    /** About 512 anchors, evenly spaced. */
    private Numbers sampledAnchors() {
      int stride = Math.max(1, anchors.size() / SAMPLED_ANCHORS);
      int count = (anchors.size() + stride - 1) / stride;
      float[] sample = new float[4 * count];
      for (int i = 0; i < count; i++) {
        System.arraycopy(anchors.boxes(), 4 * i * stride, sample, 4 * i, 4);
      }
      return Numbers.of(sample, count, 4);
    }
  }
}
