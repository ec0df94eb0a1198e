package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.Detections;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.BoxLoss;
import dev.osprey.detection.loss.GiouLoss;
import dev.osprey.detection.loss.L1Loss;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
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
import dev.osprey.parity.operators.TransformOperators;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.Batch;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.TorchvisionNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** torchvision's RetinaNet: inference or training, from our presets. */
public final class TorchvisionRetinaNetFamily implements CaseFamily {
  private static final Pattern LEVEL = Pattern.compile("(body|backbone|cell_anchors)\\.p?(\\d+)");
  private static final Pattern DETECTIONS =
      Pattern.compile("(det\\.(\\d+)\\.)(?:boxes|scores|labels)");
  private static final Pattern GROUP_NORM = Pattern.compile("GroupNorm\\((\\d+)\\)");
  private static final Pattern P6P7 =
      Pattern.compile("LastLevelP6P7\\((\\d+), ?(\\d+)\\).*", Pattern.DOTALL);
  private static final int FIRST_EXTRA_LEVEL = 6;

  private final String preset;
  private final int depth;
  private final BatchNorm.Mode norm;
  private final int trainableLayers;

  /**
   * Creates the family of a preset.
   *
   * @param trainableLayers the default of the peer
   */
  public TorchvisionRetinaNetFamily(
      String preset, int depth, BatchNorm.Mode norm, int trainableLayers) {
    this.preset = preset;
    this.depth = depth;
    this.norm = norm;
    this.trainableLayers = trainableLayers;
  }

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    OneStageDetector.Config config = config(spec.options());
    DetectorCase<OneStageDetector> retinaNet =
        new DetectorCase<>(config.create(), new TorchvisionNames());
    retinaNet.compareStateDict(spec, comparison);
    try (Weights weights = retinaNet.weights(spec)) {
      if (spec.has("optimizer")) {
        new TrainingRun(retinaNet, weights, spec, comparison)
            .run(CaseBatch.of(spec.inputs(), targets(spec), config.preprocessing()));
      } else {
        retinaNet.detecting(
            spec, weights, runs -> compare(retinaNet.detector(), runs, spec, comparison));
      }
    }
  }

  private OneStageDetector.Config config(PeerArguments options) {
    OneStageDetector.Config base = (OneStageDetector.Config) Presets.config(preset);
    Postprocess.Config postprocess = base.postprocess();
    int frozenStages =
        4
            - options.integer(
                "trainable_layers", options.integer("trainable_backbone_layers", trainableLayers));
    OneStageDetector.Config config =
        new OneStageDetector.Config(
            base.type(),
            options.integer("num_classes"),
            preprocessing(options),
            ResNet.Config.of(depth)
                .withNorm(NormConfig.Batch.of(norm))
                .withFrozenStages(frozenStages),
            neck(options, base),
            head(options, base),
            base.anchors(),
            base.coder(),
            base.anchorFilter(),
            MaxIouMatcher.Config.of(
                options.number("fg_iou_thresh", base.matcher().positiveIou()),
                options.number("bg_iou_thresh", base.matcher().negativeIou()),
                base.matcher().lowQuality()),
            base.sampler(),
            loss(options, base),
            base.landmarks(),
            new Postprocess.Config(
                options.number("score_thresh", postprocess.scoreThreshold()),
                options.integer("topk_candidates", 1000),
                postprocess.minSide(),
                options.number("nms_thresh", postprocess.nmsThreshold()),
                options.integer("detections_per_img", 300),
                postprocess.order(),
                postprocess.clip()));
    options.finish();
    return config;
  }

  static Preprocessing preprocessing(PeerArguments options) {
    Preprocessing standard =
        TransformOperators.preprocessing(
            options.integer("min_size", 800), options.integer("max_size", 1333));
    return new Preprocessing(
        standard.resize(),
        standard.channels(),
        options.numbers("image_mean", standard.mean()),
        options.numbers("image_std", standard.std()),
        new Padding(options.integer("size_divisible", 32), Padding.Rule.UP_TO_MULTIPLE));
  }

  /**
   * Returns the neck: {@code LastLevelP6P7(in, out)} reads C5 if its channels are not those of the
   * pyramid.
   */
  private static Fpn.Config neck(PeerArguments options, OneStageDetector.Config base) {
    Fpn.Config neck = (Fpn.Config) base.neck();
    String text = options.text("extra_blocks", "");
    if (text.isEmpty()) {
      return neck;
    }
    Matcher match = P6P7.matcher(text);
    if (!match.matches()) {
      throw new CaseError("option extra_blocks: \"" + text + "\" is unknown");
    }
    boolean fromPyramid = match.group(1).equals(match.group(2));
    return new Fpn.Config(
        Integer.parseInt(match.group(2)),
        neck.startLevel(),
        ExtraLevels.Convolutions.p6p7(fromPyramid ? ExtraLevels.Source.P5 : ExtraLevels.Source.C5),
        neck.norm(),
        neck.init());
  }

  private static RetinaNetHead.Config head(PeerArguments options, OneStageDetector.Config base) {
    RetinaNetHead.Config head = (RetinaNetHead.Config) base.head();
    String text = options.text("head_norm", "");
    if (text.isEmpty()) {
      return head;
    }
    Matcher match = GROUP_NORM.matcher(text);
    if (!match.matches()) {
      throw new CaseError("option head_norm: \"" + text + "\" is unknown");
    }
    return RetinaNetHead.Config.of(new NormConfig.Group(Integer.parseInt(match.group(1)), 1e-5));
  }

  private static AnchorLoss.Config loss(PeerArguments options, OneStageDetector.Config base) {
    AnchorLoss.Config loss = base.loss();
    String name = options.oneOf("loss", "as preset", Set.of("as preset", "giou", "l1"));
    BoxLoss box =
        switch (name) {
          case "giou" -> new GiouLoss(1e-7);
          case "l1" -> new L1Loss();
          default -> loss.box();
        };
    return new AnchorLoss.Config(
        loss.classification(),
        loss.positiveWeight(),
        box,
        loss.deltaReduction(),
        loss.normalizer(),
        loss.classificationWeight(),
        loss.boxWeight());
  }

  static List<CaseBatch.Objects> targets(CaseSpec spec) {
    List<CaseBatch.Objects> targets = new ArrayList<>();
    for (JsonNode target : spec.required("targets")) {
      JsonNode labels = target.path("labels");
      float[] boxes = new float[4 * labels.size()];
      int[] ofBoxes = new int[labels.size()];
      for (int i = 0; i < ofBoxes.length; i++) {
        ofBoxes[i] = labels.get(i).intValue();
        for (int k = 0; k < 4; k++) {
          boxes[4 * i + k] = (float) target.path("boxes").get(i).get(k).doubleValue();
        }
      }
      targets.add(new CaseBatch.Objects(boxes, ofBoxes));
    }
    return targets;
  }

  private static void compare(
      OneStageDetector retinaNet, CaseRuns runs, CaseSpec spec, Comparison comparison) {
    Batch batch = runs.batch();
    CaseBatch.compareSizes("transformed_image_sizes_hw", batch.images(), spec, comparison);
    OneStageNetwork.Trace<Tensor> trace = retinaNet.network().trace(runs.ops(), batch.tensor());
    AnchorGenerator anchors = new AnchorGenerator(retinaNet.config().anchors());
    Inside inside = new Inside(trace, retinaNet, batch, anchors, spec);
    comparison.expected().names().forEach(name -> inside.compare(name, comparison));
    for (ForwardPass pass : runs.passes()) {
      detections(retinaNet.detect(pass), spec, comparison);
    }
  }

  /** The values between images and detections. */
  private record Inside(
      OneStageNetwork.Trace<Tensor> trace,
      OneStageDetector detector,
      Batch batch,
      AnchorGenerator anchors,
      CaseSpec spec) {

    void compare(String name, Comparison comparison) {
      Tolerance features =
          Tolerance.absolute(
              Tolerance.stated(spec, "features_rel_to_absmax")
                  * comparison.expected().get(name).absMax());
      Tolerance logits = Tolerance.absolute(Tolerance.stated(spec, "logits_abs"));
      Matcher level = LEVEL.matcher(name);
      if (level.matches()) {
        compareLevel(name, level, features, comparison);
        return;
      }
      switch (name) {
        case "input.batched" -> comparison.tensor(name, TensorValues.of(batch.tensor()), features);
        case "anchors" -> {
          float[] boxes = detector.anchors(trace.features(), batch).boxes();
          comparison.tensor(name, Numbers.of(boxes, boxes.length / 4, 4), Tolerance.EXACT);
        }
        case "head.cls_logits" ->
            comparison.tensor(
                name, TensorValues.of(TensorValues.concat(trace.outputs().logits())), logits);
        case "head.bbox_regression" ->
            comparison.tensor(
                name, TensorValues.of(TensorValues.concat(trace.outputs().deltas())), logits);
        default -> {}
      }
    }

    private void compareLevel(
        String name, Matcher match, Tolerance features, Comparison comparison) {
      int number = Integer.parseInt(match.group(2));
      switch (match.group(1)) {
        case "body" ->
            comparison.tensor(
                name, TensorValues.of(level(trace.body().levels(), number)), features);
        case "cell_anchors" -> {
          float[] cell = anchors.cell(number, detector.network().levels().get(number).stride());
          comparison.tensor(name, Numbers.of(cell, cell.length / 4, 4), Tolerance.EXACT);
        }
        default -> {
          // p6 follows the levels that are counted from 0
          List<Tensor> levels = trace.features().levels();
          int index =
              name.contains(".p")
                  ? trace.body().levels().size() + number - FIRST_EXTRA_LEVEL
                  : number;
          comparison.tensor(name, TensorValues.of(level(levels, index)), features);
        }
      }
    }

    private static Tensor level(List<Tensor> levels, int index) {
      if (index >= levels.size()) {
        throw new CaseError("there are only " + levels.size() + " levels");
      }
      return levels.get(index);
    }
  }

  static void detections(List<Detections> found, CaseSpec spec, Comparison comparison) {
    DetectionsComparison detections = DetectionsComparison.of(spec, comparison);
    Set<String> prefixes = new TreeSet<>();
    for (String name : comparison.expected().names()) {
      Matcher match = DETECTIONS.matcher(name);
      if (match.matches() && prefixes.add(match.group(1))) {
        Detections ofImage = found.get(Integer.parseInt(match.group(2)));
        if (spec.comparesAsSets()) {
          detections.asSets(match.group(1), ofImage);
        } else {
          detections.inOrder(match.group(1), ofImage);
        }
      }
    }
  }
}
