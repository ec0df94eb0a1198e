package dev.osprey.parity.family;

import dev.osprey.core.Detections;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.proposal.ProposalSelection;
import dev.osprey.detection.region.SecondStage;
import dev.osprey.detection.sampling.Quota;
import dev.osprey.detection.sampling.RandomSampler;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.detector.CaseBatch;
import dev.osprey.parity.detector.CaseRuns;
import dev.osprey.parity.detector.DetectorCase;
import dev.osprey.parity.detector.TrainingRun;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.TorchvisionNames;
import java.util.Arrays;
import java.util.List;

/** torchvision's Faster R-CNN: inference and training, with all intermediate values. */
public final class FasterRcnnFamily implements CaseFamily {
  private final String preset;
  private final BatchNorm.Mode norm;
  private final int trainableLayers;

  /**
   * Creates the family of a preset.
   *
   * @param norm norm of a residual backbone; other backbones have the norm of their preset
   * @param trainableLayers trainable layers of a residual backbone: the default of the peer
   */
  public FasterRcnnFamily(String preset, BatchNorm.Mode norm, int trainableLayers) {
    this.preset = preset;
    this.norm = norm;
    this.trainableLayers = trainableLayers;
  }

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    FasterRcnn.Config config = config(spec.options());
    DetectorCase<FasterRcnn> detector = new DetectorCase<>(config.create(), new TorchvisionNames());
    detector.compareStateDict(spec, comparison);
    try (Weights weights = detector.weights(spec)) {
      if (spec.has("optimizer")) {
        new TrainingRun(detector, weights, spec, comparison)
            .run(CaseBatch.of(spec.inputs(), targets(spec), config.preprocessing()));
      } else {
        detector.detecting(
            spec, weights, runs -> compare(detector.detector(), runs, spec, comparison));
      }
    }
  }

  /** Returns the targets; the peer's labels start at 1. */
  private static List<CaseBatch.Objects> targets(CaseSpec spec) {
    return TorchvisionRetinaNetFamily.targets(spec).stream()
        .map(
            objects ->
                new CaseBatch.Objects(
                    objects.boxes(), Arrays.stream(objects.labels()).map(k -> k - 1).toArray()))
        .toList();
  }

  private FasterRcnn.Config config(PeerArguments options) {
    FasterRcnn.Config base = (FasterRcnn.Config) Presets.config(preset);
    FasterRcnn.Config config =
        new FasterRcnn.Config(
            options.integer("num_classes") - 1,
            TorchvisionRetinaNetFamily.preprocessing(options),
            backbone(options, base),
            base.neck(),
            proposals(options, base.proposals()),
            regions(options, base.regions()));
    options.finish();
    return config;
  }

  private Backbone.Config backbone(PeerArguments options, FasterRcnn.Config base) {
    if (!(base.backbone() instanceof ResNet.Config resNet)) {
      return base.backbone();
    }
    int trainable =
        options.integer(
            "trainable_layers", options.integer("trainable_backbone_layers", trainableLayers));
    return resNet.withNorm(NormConfig.Batch.of(norm)).withFrozenStages(4 - trainable);
  }

  private static FasterRcnn.ProposalsConfig proposals(
      PeerArguments options, FasterRcnn.ProposalsConfig base) {
    ProposalSelection.Config selection = base.selection();
    return new FasterRcnn.ProposalsConfig(
        base.head(),
        base.anchors(),
        base.coder(),
        base.anchorFilter(),
        MaxIouMatcher.Config.of(
            options.number("rpn_fg_iou_thresh", base.matcher().positiveIou()),
            options.number("rpn_bg_iou_thresh", base.matcher().negativeIou()),
            base.matcher().lowQuality()),
        new RandomSampler(
            new Quota(
                options.integer("rpn_batch_size_per_image", 256),
                options.number("rpn_positive_fraction", 0.5),
                null),
            Sampler.TruthUse.TARGETS),
        base.loss(),
        new ProposalSelection.Config(
            limits(options, "train", selection.training()),
            limits(options, "test", selection.detecting()),
            selection.minSide(),
            options.number("rpn_score_thresh", selection.scoreThreshold()),
            options.number("rpn_nms_thresh", selection.nmsThreshold())));
  }

  private static ProposalSelection.Limits limits(
      PeerArguments options, String mode, ProposalSelection.Limits base) {
    return new ProposalSelection.Limits(
        options.integer("rpn_pre_nms_top_n_" + mode, base.topKPerLevel()),
        options.integer("rpn_post_nms_top_n_" + mode, base.proposals()));
  }

  private static SecondStage.Config regions(PeerArguments options, SecondStage.Config base) {
    Postprocess.Config postprocess = base.postprocess();
    return new SecondStage.Config(
        base.levels(),
        base.pooling(),
        base.head(),
        coder(options, base.coder()),
        MaxIouMatcher.Config.of(
            options.number("box_fg_iou_thresh", base.matcher().positiveIou()),
            options.number("box_bg_iou_thresh", base.matcher().negativeIou()),
            base.matcher().lowQuality()),
        new RandomSampler(
            new Quota(
                options.integer("box_batch_size_per_image", 512),
                options.number("box_positive_fraction", 0.25),
                null),
            Sampler.TruthUse.CANDIDATES),
        base.loss(),
        new Postprocess.Config(
            options.number("box_score_thresh", postprocess.scoreThreshold()),
            postprocess.topKPerLevel(),
            postprocess.minSide(),
            options.number("box_nms_thresh", postprocess.nmsThreshold()),
            options.integer("box_detections_per_img", 100),
            postprocess.order(),
            postprocess.clip()));
  }

  private static BoxCoder.Config coder(PeerArguments options, BoxCoder.Config base) {
    List<Double> weights =
        options.numbers(
            "bbox_reg_weights", base.deviations().stream().map(value -> 1 / value).toList());
    return new BoxCoder.Config(
        base.means(),
        weights.stream().map(weight -> 1 / weight).toList(),
        base.minLogSize(),
        base.maxLogSize(),
        base.minTargetSide());
  }

  private static void compare(
      FasterRcnn fasterRcnn, CaseRuns runs, CaseSpec spec, Comparison comparison) {
    CaseBatch.compareSizes("transformed_image_sizes_hw", runs.batch().images(), spec, comparison);
    FasterRcnnStages stages =
        FasterRcnnStages.run(fasterRcnn, runs.ops(), runs.batch(), spec, comparison);
    comparison.expected().names().forEach(stages::compare);
    for (ForwardPass pass : runs.passes()) {
      List<Detections> found =
          fasterRcnn.detect(pass).stream().map(FasterRcnnFamily::peersLabels).toList();
      TorchvisionRetinaNetFamily.detections(found, spec, comparison);
    }
  }

  private static Detections peersLabels(Detections found) {
    return new Detections(
        found.boxes(),
        found.scores(),
        Arrays.stream(found.labels()).map(label -> label + 1).toArray());
  }
}
