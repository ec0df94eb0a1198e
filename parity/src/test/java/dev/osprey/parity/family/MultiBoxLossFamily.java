package dev.osprey.parity.family;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.LandmarkLoss;
import dev.osprey.detection.loss.Losses;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.sampling.HardNegativeSampler;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.detector.CaseBatch;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.Formula;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Pytorch_Retinaface's three losses with their gradients, and the targets of its positive anchors.
 */
public final class MultiBoxLossFamily implements CaseFamily {
  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    PeerArguments options = spec.options();
    OneStageDetector.Config config = config(options);
    int outputs = options.integer("num_classes");
    int[] size = options.pair("image_hw");
    options.finish();
    ImageSize image = new ImageSize(size[0], size[1]);
    try (TensorScope scope = TensorScope.training()) {
      Anchors anchors = PriorBoxFamily.anchors(spec.required("options"), config.anchors(), image);
      Batch batch =
          new Batch(
              input(spec, "conf", -4, 4, anchors, outputs),
              input(spec, "loc", -2, 2, anchors, 4),
              input(spec, "landm", -2, 2, anchors, FaceLandmarks.COORDINATES));
      List<AnchorTargets> targets = targets(config, batch.outputs(anchors), anchors, spec, image);
      Losses losses = losses(config, batch.outputs(anchors), anchors, targets);
      losses.total().backward();
      MultiBoxPositives positives = new MultiBoxPositives(config, targets);
      for (String name : comparison.expected().names()) {
        if (name.startsWith("target.")) {
          positives.compare(name, comparison);
        } else if (name.startsWith("grad.")) {
          batch.compareGradients(name, spec, comparison);
        } else {
          double[] loss = {Tensors.number(RequiredEntries.of(losses.terms(), name))};
          Tolerance tolerance = Tolerance.relative(Tolerance.stated(spec, "loss_rel"));
          comparison.tensor(name, Numbers.of(loss, 1), tolerance);
        }
      }
    }
  }

  private static OneStageDetector.Config config(PeerArguments options) {
    OneStageDetector.Config base =
        (OneStageDetector.Config) Presets.config("retinaface-mobilenet025");
    double threshold = options.number("overlap_thresh", base.matcher().positiveIou());
    AnchorLoss.Config loss = base.loss();
    return new OneStageDetector.Config(
        base.type(),
        base.classes(),
        base.preprocessing(),
        base.backbone(),
        base.neck(),
        base.head(),
        PriorBoxFamily.anchors(options, base.anchors()),
        RetinaFaceCodecFamily.boxCoder(options, base.coder()),
        base.anchorFilter(),
        new MaxIouMatcher.Config(
            threshold,
            threshold,
            base.matcher().lowQuality(),
            base.matcher().lowQualityIou(),
            null),
        new HardNegativeSampler(options.integer("neg_pos")),
        new AnchorLoss.Config(
            loss.classification(),
            loss.positiveWeight(),
            loss.box(),
            loss.deltaReduction(),
            loss.normalizer(),
            1,
            1),
        base.landmarks(),
        base.postprocess());
  }

  /** Creates an input by formula over all images, with gradients. */
  private static Tensor input(
      CaseSpec spec, String name, double low, double high, Anchors anchors, int width) {
    int images = spec.required("targets").size();
    float[] values =
        Formula.of(spec.salt(), name).range(low, high, images * anchors.size() * width);
    return Tensors.of(values, Device.CPU, images, anchors.size(), width).set_requires_grad(true);
  }

  private static List<AnchorTargets> targets(
      OneStageDetector.Config config,
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      CaseSpec spec,
      ImageSize image) {
    List<TargetObjects> truths = new ArrayList<>();
    for (CaseBatch.Objects faces : RetinaFaceFamily.targets(spec)) {
      truths.add(
          new TargetObjects(faces.boxes(), faces.labels(), new float[0], image, faces.landmarks()));
    }
    AnchorLoss loss = loss(config);
    return config
        .buildAssigner()
        .assign(
            anchors,
            truths,
            (index, labels) -> loss.ofEachAnchor(outputs, index, labels, Device.CPU),
            SeededRandom.of(0));
  }

  private static AnchorLoss loss(OneStageDetector.Config config) {
    return new AnchorLoss(
        config.loss(), new BoxCoder(config.coder()), new AnchorLoss.TermNames("loss_c", "loss_l"));
  }

  private static Losses losses(
      OneStageDetector.Config config,
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<AnchorTargets> targets) {
    OneStageDetector.LandmarksConfig landmarks = Objects.requireNonNull(config.landmarks());
    LandmarkLoss ofLandmarks =
        new LandmarkLoss(landmarks.loss(), new LandmarkCoder(landmarks.coder()));
    return loss(config)
        .of(outputs, anchors, targets, Device.CPU)
        .with("loss_landm", ofLandmarks.of(outputs, anchors, targets, Device.CPU));
  }

  /** Head outputs of all levels: (N, R, outputs), (N, R, 4), (N, R, 10). */
  private record Batch(Tensor logits, Tensor deltas, Tensor landmarks) {

    HeadOutputs<Tensor> outputs(Anchors anchors) {
      return new HeadOutputs<>(
          levels(logits, anchors), levels(deltas, anchors), levels(landmarks, anchors));
    }

    private static List<Tensor> levels(Tensor all, Anchors anchors) {
      return anchors.levels().stream()
          .map(level -> all.narrow(1, level.start(), level.size()))
          .toList();
    }

    /** Compares a whole gradient, or its nonzero rows and their indices. */
    void compareGradients(String name, CaseSpec spec, Comparison comparison) {
      Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "grad_abs"));
      String input = name.substring(name.indexOf('/') + 1).replaceAll("\\..*", "");
      Tensor gradient =
          switch (input) {
            case "conf" -> logits.grad();
            case "loc" -> deltas.grad();
            case "landm" -> landmarks.grad();
            default -> throw new CaseError("unknown input " + input);
          };
      int width = (int) gradient.size(2);
      int[] rows = nonzeroRows(Tensors.floats(gradient), width);
      if (name.endsWith(".nonzero_index")) {
        int[] places = new int[2 * rows.length];
        for (int i = 0; i < rows.length; i++) {
          places[2 * i] = rows[i] / (int) gradient.size(1);
          places[2 * i + 1] = rows[i] % (int) gradient.size(1);
        }
        comparison.tensor(
            name,
            new Numbers(new long[] {rows.length, 2}, places.length, i -> places[i]),
            Tolerance.EXACT);
      } else if (name.endsWith(".nonzero_rows")) {
        float[] values = Tensors.floats(gradient);
        comparison.tensor(
            name,
            new Numbers(
                new long[] {rows.length, width},
                rows.length * width,
                i -> values[rows[i / width] * width + i % width]),
            tolerance);
      } else {
        comparison.tensor(name, TensorValues.of(gradient), tolerance);
      }
    }

    private static int[] nonzeroRows(float[] values, int width) {
      return IntStream.range(0, values.length / width)
          .filter(
              row -> {
                for (int k = row * width; k < (row + 1) * width; k++) {
                  if (values[k] != 0) {
                    return true;
                  }
                }
                return false;
              })
          .toArray();
    }
  }
}
