package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.RetinaFaceHead;
import dev.osprey.networks.neck.RetinaFaceFpn;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.DetectionsComparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.detector.CaseBatch;
import dev.osprey.parity.detector.CaseRuns;
import dev.osprey.parity.detector.DetectorCase;
import dev.osprey.parity.detector.TrainingRun;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.Biubug6Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** Pytorch_Retinaface: inference or training; images keep their size. */
public final class RetinaFaceFamily implements CaseFamily {
  private static final Set<String> MOBILE_NETS = Set.of("mnet", "mobilenet0.25");
  private static final Set<String> RES_NETS = Set.of("re50", "resnet50");

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    OneStageDetector.Config config = config(spec.options());
    DetectorCase<OneStageDetector> face = new DetectorCase<>(config.create(), new Biubug6Names());
    face.compareStateDict(spec, comparison);
    try (Weights weights = face.weights(spec)) {
      if (spec.has("optimizer")) {
        new TrainingRun(face, weights, spec, comparison)
            .run(CaseBatch.of(spec.inputs(), targets(spec), config.preprocessing()));
      } else {
        face.detecting(spec, weights, runs -> compare(face.detector(), runs, spec, comparison));
      }
    }
  }

  private static OneStageDetector.Config config(PeerArguments options) {
    String backbone =
        options.oneOf(
            "backbone",
            "",
            Stream.concat(MOBILE_NETS.stream(), RES_NETS.stream())
                .collect(Collectors.toUnmodifiableSet()));
    boolean plain = options.text("activation_slope", "").startsWith("plain ReLU");
    OneStageDetector.Config base = preset(MOBILE_NETS.contains(backbone), plain);
    RetinaFaceFpn.Config neck = (RetinaFaceFpn.Config) base.neck();
    RetinaFaceHead.Config head = (RetinaFaceHead.Config) base.head();
    int channels = options.integer("out_channel", neck.channels());
    if (options.integer("in_channel", channels) < 1) {
      throw new CaseError("option in_channel is not a number of channels");
    }
    OneStageDetector.Config config =
        new OneStageDetector.Config(
            base.type(),
            base.classes(),
            base.preprocessing(),
            base.backbone(),
            RetinaFaceFpn.Config.of(channels, neck.leakySlope()),
            RetinaFaceHead.Config.of(channels, head.leakySlope()),
            PriorBoxFamily.anchors(options, base.anchors()),
            RetinaFaceCodecFamily.boxCoder(options, base.coder()),
            base.anchorFilter(),
            base.matcher(),
            base.sampler(),
            withBoxWeight(base.loss(), options.number("loc_weight", base.loss().boxWeight())),
            landmarks(options, Objects.requireNonNull(base.landmarks())),
            base.postprocess());
    options.ignore("image_hw"); // targets are in parts of the image
    options.finish();
    return config;
  }

  /** Returns our preset; with ResNet it always has plain ReLU. */
  private static OneStageDetector.Config preset(boolean mobile, boolean plain) {
    String name =
        mobile ? "retinaface-mobilenet025" + (plain ? "-small-faces" : "") : "retinaface-r50";
    return (OneStageDetector.Config) Presets.config(name);
  }

  /** Returns the landmark coder: points have the variance of box centres. */
  private static OneStageDetector.LandmarksConfig landmarks(
      PeerArguments options, OneStageDetector.LandmarksConfig base) {
    List<Double> variance = options.numbers("variance", List.of());
    return variance.isEmpty()
        ? base
        : new OneStageDetector.LandmarksConfig(
            new LandmarkCoder.Config(variance.get(0)), base.loss());
  }

  private static AnchorLoss.Config withBoxWeight(AnchorLoss.Config loss, double weight) {
    return new AnchorLoss.Config(
        loss.classification(),
        loss.positiveWeight(),
        loss.box(),
        loss.deltaReduction(),
        loss.normalizer(),
        loss.classificationWeight(),
        weight);
  }

  /** Returns the faces of each image from rows of 15 numbers in parts of the image's sides. */
  static List<CaseBatch.Objects> targets(CaseSpec spec) {
    JsonNode size = spec.required("options").path("image_hw");
    double[] sides = {size.get(1).doubleValue(), size.get(0).doubleValue()};
    List<CaseBatch.Objects> images = new ArrayList<>();
    for (JsonNode faces : spec.required("targets")) {
      float[] boxes = new float[4 * faces.size()];
      float[] landmarks = new float[FaceLandmarks.COORDINATES * faces.size()];
      Arrays.fill(landmarks, Float.NaN);
      for (int i = 0; i < faces.size(); i++) {
        JsonNode face = faces.get(i);
        for (int k = 0; k < 4; k++) {
          boxes[4 * i + k] = (float) (face.get(k).doubleValue() * sides[k % 2]);
        }
        for (int k = 0; k < FaceLandmarks.COORDINATES && face.get(14).doubleValue() > 0; k++) {
          landmarks[FaceLandmarks.COORDINATES * i + k] =
              (float) (face.get(4 + k).doubleValue() * sides[k % 2]);
        }
      }
      images.add(new CaseBatch.Objects(boxes, new int[faces.size()], landmarks));
    }
    return images;
  }

  private static void compare(
      OneStageDetector face, CaseRuns runs, CaseSpec spec, Comparison comparison) {
    OneStageNetwork network = face.network();
    OneStageNetwork.Trace<Tensor> trace = network.trace(runs.ops(), runs.batch().tensor());
    FeatureMaps<Tensor> context =
        ((RetinaFaceHead) network.head()).context(runs.ops(), trace.features());
    Anchors anchors = face.anchors(trace.features(), runs.batch());
    Inside inside = new Inside(trace, context, anchors, face.config(), runs, spec, comparison);
    comparison.expected().names().forEach(inside::compare);
  }

  /** The values between the image and its detections. */
  private record Inside(
      OneStageNetwork.Trace<Tensor> trace,
      FeatureMaps<Tensor> context,
      Anchors anchors,
      OneStageDetector.Config config,
      CaseRuns runs,
      CaseSpec spec,
      Comparison comparison) {

    void compare(String name) {
      if (name.startsWith("body.")) {
        map(name, trace.body(), name.substring("body.".length()), 1);
      } else if (name.startsWith("fpn.")) {
        map(name, trace.features(), name.substring("fpn.".length()), 0);
      } else if (name.startsWith("ssh")) {
        map(name, context, name.substring("ssh".length()), 1);
      } else if (name.startsWith("dets")) {
        detections(name);
      } else {
        rows(name);
      }
    }

    private void map(String name, FeatureMaps<Tensor> maps, String number, int first) {
      Tolerance tolerance =
          Tolerance.absolute(
              Tolerance.stated(spec, "features_rel_to_absmax")
                  * comparison.expected().get(name).absMax());
      Tensor map = maps.levels().get(Integer.parseInt(number) - first);
      comparison.tensor(name, TensorValues.of(map), tolerance);
    }

    private void rows(String name) {
      switch (name) {
        case "priors" ->
            comparison.tensor(
                name, PriorBoxFamily.normalised(anchors, runs.batch().padded()), Tolerance.EXACT);
        case "loc" -> comparison.tensor(name, TensorValues.of(deltas()), stated("logits_abs"));
        case "landms" -> comparison.tensor(name, TensorValues.of(shifts()), stated("logits_abs"));
        case "conf_softmax" ->
            comparison.tensor(
                name,
                TensorValues.of(TensorValues.concat(trace.outputs().logits()).softmax(2)),
                stated("scores_abs"));
        case "decoded_boxes_normalised" -> {
          BoxCoder coder = new BoxCoder(config.coder());
          Tensor boxes = coder.decode(deltas().select(0, 0), anchorBoxes(), Device.CPU);
          comparison.tensor(name, normalised(boxes), ofLongestSide("boxes_px"));
        }
        case "decoded_landms_normalised" -> {
          OneStageDetector.LandmarksConfig landmarks = Objects.requireNonNull(config.landmarks());
          LandmarkCoder coder = new LandmarkCoder(landmarks.coder());
          Tensor points = coder.decode(shifts().select(0, 0), anchorBoxes());
          comparison.tensor(name, normalised(points), ofLongestSide("landmarks_px"));
        }
        default -> {} // a tensor that is not compared fails the case
      }
    }

    private Tensor deltas() {
      return TensorValues.concat(trace.outputs().deltas());
    }

    private Tensor shifts() {
      return TensorValues.concat(trace.outputs().landmarks());
    }

    private Tensor anchorBoxes() {
      return Tensors.of(anchors.boxes(), Device.CPU, anchors.size(), 4);
    }

    /** Converts columns of alternating x and y to parts of the image's sides. */
    private Numbers normalised(Tensor pixels) {
      ImageSize size = runs.batch().padded();
      float[] values = Tensors.floats(pixels);
      for (int i = 0; i < values.length; i++) {
        values[i] /= i % 2 == 0 ? size.width() : size.height();
      }
      return Numbers.of(values, Tensors.shape(pixels));
    }

    private Tolerance ofLongestSide(String key) {
      ImageSize size = runs.batch().padded();
      return Tolerance.absolute(
          Tolerance.stated(spec, key) / Math.max(size.width(), size.height()));
    }

    private Tolerance stated(String key) {
      return Tolerance.absolute(Tolerance.stated(spec, key));
    }

    /** Compares {@code dets}, or {@code dets.0.50}: the detections above a score threshold. */
    private void detections(String name) {
      JsonNode thresholds = spec.required("thresholds");
      JsonNode confidence = thresholds.path("confidence");
      if (!confidence.isArray()) {
        compareAt(name, confidence.doubleValue(), thresholds);
        return;
      }
      for (JsonNode threshold : confidence) {
        if (name.equals(String.format(Locale.ROOT, "dets.%.2f", threshold.doubleValue()))) {
          compareAt(name, threshold.doubleValue(), thresholds);
        }
      }
    }

    private void compareAt(String name, double confidence, JsonNode thresholds) {
      Postprocess.Config base = config.postprocess();
      Postprocess.Config atThreshold =
          new Postprocess.Config(
              confidence,
              base.topKPerLevel(),
              base.minSide(),
              thresholds.path("nms").doubleValue(),
              thresholds.path("keep_top_k").intValue(),
              base.order(),
              base.clip(),
              thresholds.path("top_k").intValue(),
              base.nmsSides());
      OneStageDetector.LandmarksConfig landmarks = Objects.requireNonNull(config.landmarks());
      Postprocess postprocess =
          new Postprocess(
              atThreshold,
              Scoring.SOFTMAX_BACKGROUND_FIRST,
              new BoxCoder(config.coder()),
              new LandmarkCoder(landmarks.coder()));
      comparison.isCompared(name);
      for (ForwardPass pass : runs.passes()) {
        Detections found = postprocess.detect(ImageOutputs.of(pass, anchors).get(0));
        DetectionsComparison.of(spec, comparison)
            .inOrder(name + ".", expected(comparison.expected().floats(name)), found);
      }
    }

    /** Returns rows of a box, its score and ten coordinates of landmarks. */
    private static Detections expected(float[] rows) {
      int width = 5 + FaceLandmarks.COORDINATES;
      int count = rows.length / width;
      float[] boxes = new float[4 * count];
      float[] scores = new float[count];
      float[] landmarks = new float[FaceLandmarks.COORDINATES * count];
      for (int i = 0; i < count; i++) {
        System.arraycopy(rows, width * i, boxes, 4 * i, 4);
        scores[i] = rows[width * i + 4];
        System.arraycopy(
            rows,
            width * i + 5,
            landmarks,
            FaceLandmarks.COORDINATES * i,
            FaceLandmarks.COORDINATES);
      }
      return new Detections(boxes, scores, new int[count], landmarks);
    }
  }
}
