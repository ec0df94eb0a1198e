package dev.osprey.parity.family;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.Losses;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.LandmarkLoss;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.onestage.Landmarks;
import dev.osprey.detection.onestage.RetinaFaceConfig;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.sampling.HardNegativeSampler;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TargetRoundingBound;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Pytorch_Retinaface's three losses with their gradients, and what its positive anchors are to say.
 */
public final class MultiBoxLossFamily implements CaseFamily {
  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    PeerArguments options = spec.options();
    RetinaFaceConfig config = config(options);
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
      Positives positives = new Positives(config, targets);
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

  private static RetinaFaceConfig config(PeerArguments options) {
    RetinaFaceConfig base = (RetinaFaceConfig) Presets.config("retinaface-mobilenet025");
    double threshold = options.number("overlap_thresh", base.matcher().positiveIou());
    AnchorLoss.Config loss = base.loss();
    return new RetinaFaceConfig(
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

  /** Made by formula over all images, with gradients. */
  private static Tensor input(
      CaseSpec spec, String name, double low, double high, Anchors anchors, int width) {
    int images = spec.required("targets").size();
    float[] values =
        Formula.of(spec.salt(), name).range(low, high, images * anchors.size() * width);
    return Tensors.of(values, Device.CPU, images, anchors.size(), width).set_requires_grad(true);
  }

  private static List<AnchorTargets> targets(
      RetinaFaceConfig config,
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

  private static AnchorLoss loss(RetinaFaceConfig config) {
    return new AnchorLoss(
        config.loss(), new BoxCoder(config.coder()), new AnchorLoss.TermNames("loss_c", "loss_l"));
  }

  private static Losses losses(
      RetinaFaceConfig config,
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<AnchorTargets> targets) {
    Landmarks landmarks = Objects.requireNonNull(config.landmarks());
    LandmarkLoss ofLandmarks =
        new LandmarkLoss(landmarks.loss(), new LandmarkCoder(landmarks.coder()));
    return loss(config)
        .of(outputs, anchors, targets, Device.CPU)
        .with("loss_landm", ofLandmarks.of(outputs, anchors, targets, Device.CPU));
  }

  /** What a head would say: (N, R, outputs), (N, R, 4), (N, R, 10), over all levels. */
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

    /** A whole gradient, or its rows that are not zero and their places. */
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

  /** The positive anchors of all images, one after the other. */
  private record Positives(RetinaFaceConfig config, List<AnchorTargets> targets) {

    void compare(String name, Comparison comparison) {
      switch (name) {
        case "target.positive_index" -> comparison.tensor(name, places(), Tolerance.EXACT);
        case "target.conf" -> comparison.tensor(name, outputs(), Tolerance.EXACT);
        case "target.loc" ->
            comparison.tensor(name, coded(4, this::deltas), tolerances(4, this::ofBox));
        case "target.landm" -> landmarks(name, comparison);
        default -> {} // what nobody compares fails the case
      }
    }

    private Numbers places() {
      List<Integer> places = new ArrayList<>();
      for (int image = 0; image < targets.size(); image++) {
        for (int anchor : targets.get(image).positives()) {
          places.add(image);
          places.add(anchor);
        }
      }
      return new Numbers(new long[] {places.size() / 2, 2}, places.size(), places::get);
    }

    /** 1 for faces with landmarks, -1 for those without. */
    private Numbers outputs() {
      List<Integer> outputs = new ArrayList<>();
      for (AnchorTargets image : targets) {
        int known = 0;
        int[] withLandmarks = image.withKnownLandmarks().positives();
        for (int anchor : image.positives()) {
          boolean isKnown = known < withLandmarks.length && withLandmarks[known] == anchor;
          outputs.add(isKnown ? 1 : -1);
          known += isKnown ? 1 : 0;
        }
      }
      return new Numbers(new long[] {outputs.size()}, outputs.size(), outputs::get);
    }

    private static Numbers coded(int width, Supplier<List<Float>> values) {
      List<Float> all = values.get();
      return new Numbers(new long[] {all.size() / width, width}, all.size(), all::get);
    }

    private List<Float> deltas() {
      BoxCoder coder = new BoxCoder(config.coder());
      List<Float> all = new ArrayList<>();
      for (AnchorTargets image : targets) {
        int count = image.positives().length;
        Tensor boxes = Tensors.of(image.boxes(), Device.CPU, count, 4);
        Tensor anchors = Tensors.of(image.anchors(), Device.CPU, count, 4);
        for (float value : Tensors.floats(coder.encode(boxes, anchors, Device.CPU))) {
          all.add(value);
        }
      }
      return all;
    }

    /** The peer codes a place of its own for unknown landmarks, which no loss reads. */
    private void landmarks(String name, Comparison comparison) {
      LandmarkCoder coder = new LandmarkCoder(Objects.requireNonNull(config.landmarks()).coder());
      double[] expected = comparison.expected().get(name).values();
      List<Double> all = new ArrayList<>();
      for (AnchorTargets image : targets) {
        int count = image.positives().length;
        float[] points =
            image.landmarks().length == 0
                ? nans(FaceLandmarks.COORDINATES * count)
                : image.landmarks();
        Tensor anchors = Tensors.of(image.anchors(), Device.CPU, count, 4);
        Tensor shifts =
            coder.encode(Tensors.of(points, Device.CPU, count, FaceLandmarks.COORDINATES), anchors);
        for (float value : Tensors.floats(shifts)) {
          all.add(Float.isNaN(value) ? expected[all.size()] : value);
        }
      }
      comparison.tensor(name, coded(all), tolerances(FaceLandmarks.COORDINATES, this::ofLandmarks));
    }

    /** Of all positive anchors' targets, {@code width} each. */
    private Numbers tolerances(int width, BiFunction<AnchorTargets, Integer, double[]> ofRow) {
      double[] all =
          targets.stream()
              .flatMapToDouble(
                  image ->
                      IntStream.range(0, image.positives().length)
                          .mapToObj(row -> ofRow.apply(image, row))
                          .flatMapToDouble(Arrays::stream))
              .toArray();
      return Numbers.of(all, all.length / width, width);
    }

    private double[] ofBox(AnchorTargets image, int row) {
      return rounding().ofBox(image.boxes(), image.anchors(), row);
    }

    private double[] ofLandmarks(AnchorTargets image, int row) {
      return image.landmarks().length == 0
          ? new double[FaceLandmarks.COORDINATES]
          : rounding().ofLandmarks(image.landmarks(), image.anchors(), row);
    }

    private TargetRoundingBound rounding() {
      List<Double> variance = config.coder().deviations();
      return new TargetRoundingBound(variance.get(0), variance.get(2));
    }

    private static Numbers coded(List<Double> all) {
      return new Numbers(
          new long[] {all.size() / FaceLandmarks.COORDINATES, FaceLandmarks.COORDINATES},
          all.size(),
          all::get);
    }

    private static float[] nans(int count) {
      float[] nans = new float[count];
      Arrays.fill(nans, Float.NaN);
      return nans;
    }
  }
}
