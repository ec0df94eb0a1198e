package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.detector.OneStageNetwork;
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
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.YhenonNames;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** yhenon's RetinaNet: inference or training; images are not resized, because their sides fit. */
public final class YhenonRetinaNetFamily implements CaseFamily {
  private static final Pattern LEVEL = Pattern.compile("([CP])(\\d)");
  private static final Pattern DEPTH = Pattern.compile("resnet(\\d+)");
  private static final int FIRST_LEVEL = 3;

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    OneStageDetector.Config config = config(spec);
    DetectorCase<OneStageDetector> retinaNet =
        new DetectorCase<>(config.create(), new YhenonNames());
    retinaNet.compareStateDict(spec, comparison);
    try (Weights weights = retinaNet.weights(spec)) {
      if (spec.has("optimizer")) {
        new TrainingRun(retinaNet, weights, spec, comparison)
            .run(CaseBatch.of(spec.inputs(), annotations(spec), config.preprocessing()));
      } else {
        retinaNet.detecting(
            spec, weights, runs -> compare(retinaNet.detector(), runs, spec, comparison));
      }
    }
  }

  private static OneStageDetector.Config config(CaseSpec spec) {
    PeerArguments options = spec.options();
    String depthText = options.text("depth", "");
    Matcher depth = DEPTH.matcher(depthText);
    if (!depth.matches()) {
      throw new CaseError("option depth: \"" + depthText + "\" is not a resnet");
    }
    OneStageDetector.Config base =
        (OneStageDetector.Config) Presets.config("retinanet-r" + depth.group(1) + "-yhenon");
    Postprocess.Config postprocess = base.postprocess();
    OneStageDetector.Config config =
        new OneStageDetector.Config(
            base.type(),
            options.integer("num_classes"),
            new Preprocessing(
                new ResizeRule.None(),
                base.preprocessing().channels(),
                base.preprocessing().mean(),
                base.preprocessing().std(),
                new Padding(1, Padding.Rule.UP_TO_MULTIPLE)),
            base.backbone(),
            base.neck(),
            base.head(),
            base.anchors(),
            base.coder(),
            base.anchorFilter(),
            base.matcher(),
            base.sampler(),
            base.loss(),
            base.landmarks(),
            new Postprocess.Config(
                spec.root().path("score_thresh").asDouble(postprocess.scoreThreshold()),
                postprocess.topKPerLevel(),
                postprocess.minSide(),
                spec.root().path("nms_thresh").asDouble(postprocess.nmsThreshold()),
                postprocess.maxDetections(),
                postprocess.order(),
                postprocess.clip()));
    options.finish();
    return config;
  }

  /** Reads rows x1, y1, x2, y2, label; a label of -1 marks an empty row. */
  static List<CaseBatch.Objects> annotations(CaseSpec spec) {
    List<CaseBatch.Objects> images = new ArrayList<>();
    for (JsonNode rows : spec.required("annotations")) {
      List<JsonNode> objects = new ArrayList<>();
      rows.forEach(
          row -> {
            if (row.get(4).doubleValue() != -1) {
              objects.add(row);
            }
          });
      float[] boxes = new float[4 * objects.size()];
      int[] labels = new int[objects.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = objects.get(i).get(4).intValue();
        for (int k = 0; k < 4; k++) {
          boxes[4 * i + k] = (float) objects.get(i).get(k).doubleValue();
        }
      }
      images.add(new CaseBatch.Objects(boxes, labels));
    }
    return images;
  }

  private static void compare(
      OneStageDetector retinaNet, CaseRuns runs, CaseSpec spec, Comparison comparison) {
    Batch batch = runs.batch();
    OneStageNetwork.Trace<Tensor> trace = retinaNet.network().trace(runs.ops(), batch.tensor());
    Anchors anchors = retinaNet.anchors(trace.features(), batch);
    BoxCoder coder = new BoxCoder(retinaNet.config().coder());
    Inside inside = new Inside(trace, anchors, coder, spec, comparison);
    comparison.expected().names().forEach(name -> inside.compare(name, batch));
    if (comparison.expected().has("det.scores")) {
      for (ForwardPass pass : runs.passes()) {
        DetectionsComparison.of(spec, comparison).inOrder("det.", retinaNet.detect(pass).get(0));
      }
    }
  }

  /** The values between the image and its detections. */
  private record Inside(
      OneStageNetwork.Trace<Tensor> trace,
      Anchors anchors,
      BoxCoder coder,
      CaseSpec spec,
      Comparison comparison) {

    void compare(String name, Batch batch) {
      Tolerance features =
          Tolerance.absolute(
              Tolerance.stated(spec, "features_rel_to_absmax")
                  * comparison.expected().get(name).absMax());
      Matcher level = LEVEL.matcher(name);
      if (level.matches()) {
        int index = Integer.parseInt(level.group(2)) - FIRST_LEVEL;
        List<Tensor> levels =
            (level.group(1).equals("C") ? trace.body() : trace.features()).levels();
        comparison.tensor(name, TensorValues.of(levels.get(index)), features);
        return;
      }
      switch (name) {
        case "input" -> comparison.tensor(name, TensorValues.of(batch.tensor()), features);
        case "anchors" ->
            comparison.tensor(
                name, Numbers.of(anchors.boxes(), 1, anchors.size(), 4), Tolerance.EXACT);
        case "regression" ->
            comparison.tensor(name, TensorValues.of(deltas()), stated("logits_abs"));
        case "classification" ->
            comparison.tensor(
                name,
                TensorValues.of(TensorValues.concat(trace.outputs().logits()).sigmoid()),
                stated("scores_abs"));
        case "decoded_unclipped" -> {
          Tensor boxes = Tensors.of(anchors.boxes(), Device.CPU, anchors.size(), 4);
          comparison.tensor(
              name, TensorValues.of(coder.decode(deltas(), boxes, Device.CPU)), stated("boxes_px"));
        }
        default -> {}
      }
    }

    private Tensor deltas() {
      return TensorValues.concat(trace.outputs().deltas());
    }

    private Tolerance stated(String key) {
      return Tolerance.absolute(Tolerance.stated(spec, key));
    }
  }
}
