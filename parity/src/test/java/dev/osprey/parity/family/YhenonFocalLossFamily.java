package dev.osprey.parity.family;

import dev.osprey.core.ImageSize;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.ClampedFocalLoss;
import dev.osprey.detection.loss.SigmoidLoss;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.targets.AnchorAssigner;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.Formula;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** yhenon's FocalLoss on probabilities and deltas by formula, with gradients. */
public final class YhenonFocalLossFamily implements CaseFamily {
  private static final int[] STRIDES = {8, 16, 32, 64, 128};
  private static final int SAMPLED_ANCHORS = 512;

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    PeerArguments options = spec.options();
    int classes = options.integer("num_classes");
    int batch = options.integer("batch");
    int[] size = options.pair("image_hw");
    options.finish();
    OneStageDetector.Config config =
        (OneStageDetector.Config) Presets.config("retinanet-r50-yhenon");
    Anchors anchors = anchors(config, new ImageSize(size[0], size[1]));
    List<AnchorTargets> targets = targets(config, anchors, spec);
    compareCounts(targets, spec, comparison);
    try (TensorScope scope = TensorScope.training()) {
      float[] formula = probabilities(spec, batch * anchors.size() * classes);
      Tensor probabilities =
          Tensors.of(formula, Device.CPU, batch, anchors.size(), classes).requires_grad_(true);
      float[] shifts =
          Formula.of(spec.salt(), "regression").range(-2, 2, batch * anchors.size() * 4);
      Tensor deltas = Tensors.of(shifts, Device.CPU, batch, anchors.size(), 4).requires_grad_(true);
      Tensor classification = classification(config.loss(), probabilities, targets);
      Tensor regression = regression(config, deltas, targets);
      classification.add(regression).backward();
      new Outcome(spec, comparison, targets, anchors)
          .compare(classification, regression, probabilities.grad(), deltas.grad());
    }
  }

  /** Computes the loss as {@link AnchorLoss} does, but from probabilities. */
  private static Tensor classification(
      AnchorLoss.Config config, Tensor probabilities, List<AnchorTargets> targets) {
    ClampedFocalLoss focal = (ClampedFocalLoss) config.classification();
    float[] factors = config.normalizer().factors(targets);
    Tensor sum = Tensors.zeros(Device.CPU);
    for (int i = 0; i < factors.length; i++) {
      AnchorTargets target = targets.get(i);
      Tensor oneHot = SigmoidLoss.oneHot(target.labels(), probabilities.size(2), Device.CPU);
      Tensor rows = focal.ofProbabilities(probabilities.select(0, i), oneHot).sum(1);
      Tensor weights = Tensors.of(target.labelWeights(), Device.CPU, rows.size(0));
      sum = sum.add(rows.mul(weights).sum().mul(new Scalar(factors[i])));
    }
    return sum;
  }

  private static Tensor regression(
      OneStageDetector.Config config, Tensor deltas, List<AnchorTargets> targets) {
    AnchorLoss loss =
        new AnchorLoss(
            config.loss(), new BoxCoder(config.coder()), new AnchorLoss.TermNames("cls", "box"));
    float[] factors = config.loss().normalizer().factors(targets);
    Tensor sum = Tensors.zeros(Device.CPU);
    for (int i = 0; i < factors.length; i++) {
      Tensor boxes = loss.boxesOf(deltas.select(0, i), targets.get(i), Device.CPU);
      sum = sum.add(boxes.mul(new Scalar(factors[i])));
    }
    return sum;
  }

  /**
   * Returns {@code u·u}, with every 97th value nearly 0 and every 101st from the fifth nearly 1.
   */
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

  private static Anchors anchors(OneStageDetector.Config config, ImageSize size) {
    List<Anchors.Grid> grids = new ArrayList<>();
    for (int stride : STRIDES) {
      grids.add(
          new Anchors.Grid(
              (size.height() + stride - 1) / stride, (size.width() + stride - 1) / stride, stride));
    }
    return new AnchorGenerator(config.anchors()).generate(grids, size);
  }

  private static List<AnchorTargets> targets(
      OneStageDetector.Config config, Anchors anchors, CaseSpec spec) {
    int[] size = spec.options().pair("image_hw");
    List<TargetObjects> truths =
        YhenonRetinaNetFamily.annotations(spec).stream()
            .map(
                image ->
                    new TargetObjects(
                        image.boxes(),
                        image.labels(),
                        new float[0],
                        new ImageSize(size[0], size[1])))
            .toList();
    AnchorAssigner assigner = config.buildAssigner();
    return assigner.assign(
        anchors, truths, (image, labels) -> new float[labels.length], SeededRandom.of(0));
  }

  private static void compareCounts(
      List<AnchorTargets> targets, CaseSpec spec, Comparison comparison) {
    for (int i = 0; i < spec.root().path("per_image").size(); i++) {
      AnchorTargets image = targets.get(i);
      int ignored = 0;
      for (float weight : image.labelWeights()) {
        ignored += weight == 0 ? 1 : 0;
      }
      comparison.number(
          "per_image[" + i + "].num_positive",
          spec.root().path("per_image").get(i).path("num_positive").asInt(),
          image.positives().length,
          Tolerance.EXACT);
      comparison.number(
          "per_image[" + i + "].num_ignored",
          spec.root().path("per_image").get(i).path("num_ignored").asInt(),
          ignored,
          Tolerance.EXACT);
    }
  }

  private record Outcome(
      CaseSpec spec, Comparison comparison, List<AnchorTargets> targets, Anchors anchors) {

    void compare(
        Tensor classification, Tensor regression, Tensor ofProbabilities, Tensor ofDeltas) {
      for (String name : comparison.expected().names()) {
        switch (name) {
          case "loss.classification" -> loss(name, classification);
          case "loss.regression" -> loss(name, regression);
          case "grad.classification" -> gradient(name, TensorValues.of(ofProbabilities));
          case "grad.regression" -> gradient(name, TensorValues.of(ofDeltas));
          case "grad.regression.nonzero_index" ->
              comparison.tensor(name, positiveIndices(), Tolerance.EXACT);
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

    /** Returns the image and anchor of each positive. */
    private Numbers positiveIndices() {
      double[] indices =
          IntStream.range(0, targets.size())
              .boxed()
              .flatMapToDouble(
                  i ->
                      Arrays.stream(targets.get(i).positives())
                          .boxed()
                          .flatMapToDouble(anchor -> DoubleStream.of(i, anchor)))
              .toArray();
      return Numbers.of(indices, indices.length / 2, 2);
    }

    private Numbers positiveRows(Tensor gradient) {
      long[] rows =
          IntStream.range(0, targets.size())
              .boxed()
              .flatMapToLong(
                  i ->
                      Arrays.stream(targets.get(i).positives())
                          .mapToLong(anchor -> (long) i * anchors.size() + anchor))
              .toArray();
      Tensor chosen = Tensors.of(rows, Device.CPU, rows.length);
      return TensorValues.of(gradient.reshape(-1, 4).index_select(0, chosen));
    }

    /** Returns about 512 anchors, evenly spaced. */
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
