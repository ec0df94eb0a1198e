package dev.osprey.parity.family;

import dev.osprey.core.Detections;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.detection.fasterrcnn.ProposalSelection;
import dev.osprey.detection.fasterrcnn.Proposals;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.sampling.Quota;
import dev.osprey.detection.sampling.RandomSampler;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.networks.TwoStageNetwork;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.detector.CaseBatch;
import dev.osprey.parity.detector.DetectorCase;
import dev.osprey.parity.detector.TrainingRun;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.TorchvisionNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** torchvision's Faster R-CNN, in all its parts: detecting and training. */
public final class FasterRcnnFamily implements CaseFamily {
  private final String preset;
  private final BatchNorm.Mode norm;
  private final int trainableLayers;

  /**
   * @param norm of a residual backbone; the others have their preset's
   * @param trainableLayers of a residual backbone, what the peer trains where a case does not say
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
            spec,
            weights,
            (ops, batch) -> compare(detector.detector(), ops, batch, spec, comparison));
      }
    }
  }

  /** The peer's labels start at 1. */
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
            Sampler.GroundTruth.TARGETS),
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

  private static FasterRcnn.RegionsConfig regions(
      PeerArguments options, FasterRcnn.RegionsConfig base) {
    Postprocess.Config postprocess = base.postprocess();
    return new FasterRcnn.RegionsConfig(
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
            Sampler.GroundTruth.CANDIDATES),
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
      FasterRcnn fasterRcnn, TorchOps ops, Batch batch, CaseSpec spec, Comparison comparison) {
    CaseBatch.compareSizes("transformed_image_sizes_hw", batch.images(), spec, comparison);
    Stages stages = Stages.run(fasterRcnn, ops, batch, spec, comparison);
    comparison.expected().names().forEach(stages::compare);
    List<Detections> found =
        fasterRcnn.detect(ops, batch).stream().map(FasterRcnnFamily::peersLabels).toList();
    TorchvisionRetinaNetFamily.detections(found, spec, comparison);
  }

  private static Detections peersLabels(Detections found) {
    return new Detections(
        found.boxes(),
        found.scores(),
        Arrays.stream(found.labels()).map(label -> label + 1).toArray());
  }

  /** What lies between the images and the detections. */
  private record Stages(
      FasterRcnn detector,
      Batch batch,
      TwoStageNetwork.Trace<Tensor> first,
      Anchors anchors,
      List<Proposals> proposals,
      TwoStageNetwork.RegionTrace<Tensor> second,
      CaseSpec spec,
      Comparison comparison) {
    private static final Pattern NUMBERED = Pattern.compile("(.+)\\.(\\d+)");
    private static final Pattern PROPOSALS = Pattern.compile("proposals\\.(\\d+)\\.(boxes|scores)");
    private static final double SET_PX = 0.05;
    private static final double SET_MISSING = 0.03;
    private static final double SET_LENGTH = 0.03;

    /** The second stage runs on the peer's proposals, so that it is compared for itself. */
    static Stages run(
        FasterRcnn detector, TorchOps ops, Batch batch, CaseSpec spec, Comparison comparison) {
      TwoStageNetwork.Trace<Tensor> first = detector.firstStage(ops, batch);
      Anchors anchors = detector.anchors(first.features(), batch);
      List<Proposals> proposals =
          detector.proposals(
              ops, first, anchors, batch, detector.config().proposals().selection().detecting());
      List<float[]> peers = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        float[] stored = comparison.expected().floats("proposals." + i + ".boxes");
        peers.add(completed(stored, proposals.get(i).boxes()));
      }
      return new Stages(
          detector,
          batch,
          first,
          anchors,
          proposals,
          detector.regionTrace(ops, first, peers),
          spec,
          comparison);
    }

    /** The peer's proposals, and ours where a case does not hold them all. */
    private static float[] completed(float[] stored, float[] ours) {
      float[] boxes = Arrays.copyOf(stored, Math.max(stored.length, ours.length));
      for (int i = stored.length; i < boxes.length; i++) {
        boxes[i] = ours[i];
      }
      return boxes;
    }

    void compare(String name) {
      Matcher proposal = PROPOSALS.matcher(name);
      Matcher numbered = NUMBERED.matcher(name);
      if (proposal.matches()) {
        compareProposals(name, Integer.parseInt(proposal.group(1)), proposal.group(2));
      } else if (numbered.matches()) {
        compareNumbered(name, numbered.group(1), Integer.parseInt(numbered.group(2)));
      } else {
        compareWhole(name);
      }
    }

    private void compareWhole(String name) {
      switch (name) {
        case "input.batched" -> tensor(name, batch.tensor(), features(name));
        case "anchors" ->
            comparison.tensor(
                name, Numbers.of(anchors.boxes(), anchors.size(), 4), Tolerance.EXACT);
        case "backbone.pool" -> {
          List<Tensor> levels = first.features().levels();
          tensor(name, levels.get(levels.size() - 1), features(name));
        }
        case "roi.pooled" -> regions(name, second.pooled());
        case "roi.box_head" -> regions(name, second.vectors());
        default -> {}
      }
    }

    /**
     * Features of all regions. A case that holds only some of its proposals, and these as a set,
     * cannot be compared row by row: then the features have nearly the same length as a whole.
     */
    private void regions(String name, Tensor actual) {
      if (!spec.comparesAsSets()) {
        tensor(name, actual, features(name));
        return;
      }
      comparison.isCompared(name);
      comparison.number(
          name + " (length)",
          comparison.expected().get(name).statistics().orElseThrow().l2(),
          TensorValues.norm(actual),
          Tolerance.relative(SET_LENGTH));
    }

    private void compareNumbered(String name, String what, int number) {
      switch (what) {
        case "body" -> tensor(name, first.body().levels().get(number), features(name));
        case "backbone" -> tensor(name, first.features().levels().get(number), features(name));
        case "cell_anchors" -> {
          float[] cell =
              new AnchorGenerator(detector.config().proposals().anchors())
                  .cell(number, detector.network().levels().get(number).stride());
          comparison.tensor(name, Numbers.of(cell, cell.length / 4, 4), Tolerance.EXACT);
        }
        case "rpn.objectness" -> tensor(name, map(number, 1), logits());
        case "rpn.deltas" -> tensor(name, map(number, 4), logits());
        case "roi.class_logits" -> tensor(name, rows(name, second.outputs().logits()), logits());
        case "roi.box_regression" -> tensor(name, rows(name, second.outputs().deltas()), logits());
        default -> {}
      }
    }

    /** A level's outputs as the peer has them: (N, A · width, H, W). */
    private Tensor map(int level, int width) {
      Anchors.Level of = anchors.levels().get(level);
      Tensor rows =
          width == 1
              ? first.proposals().logits().get(level)
              : first.proposals().deltas().get(level);
      return rows.view(
              rows.size(0), of.grid().height(), of.grid().width(), (long) of.perCell() * width)
          .permute(0, 3, 1, 2);
    }

    /** The first rows of an image's regions, as many as the case has. */
    private Tensor rows(String name, Tensor all) {
      int image = Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
      long start = 0;
      for (int i = 0; i < image; i++) {
        start += comparison.expected().shape("proposals." + i + ".boxes")[0];
      }
      return all.narrow(0, start, comparison.expected().get(name).shape()[0]);
    }

    private void compareProposals(String name, int image, String what) {
      Proposals ours = proposals.get(image);
      if (spec.comparesAsSets()) {
        compareAsSet(name, ours);
      } else if (what.equals("boxes")) {
        Tolerance pixels = Tolerance.absolute(Tolerance.stated(spec, "boxes_px"));
        comparison.tensor(name, Numbers.of(ours.boxes(), ours.size(), 4), pixels);
      } else {
        Tolerance scores = Tolerance.absolute(Tolerance.stated(spec, "scores_abs"));
        comparison.tensor(name, Numbers.of(ours.scores(), ours.size()), scores);
      }
    }

    /** Nearly all of the peer's boxes have a partner. */
    private void compareAsSet(String name, Proposals ours) {
      comparison.isCompared(name);
      if (!name.endsWith("boxes")) {
        return;
      }
      float[] expected = comparison.expected().floats(name);
      int missing = 0;
      for (int i = 0; i < expected.length; i += 4) {
        missing += hasPartner(expected, i, ours.boxes()) ? 0 : 1;
      }
      comparison.number(
          name + " (missing)",
          0,
          4.0 * missing / Math.max(1, expected.length),
          Tolerance.absolute(SET_MISSING));
    }

    private static boolean hasPartner(float[] expected, int i, float[] ours) {
      for (int j = 0; j < ours.length; j += 4) {
        boolean near = true;
        for (int k = 0; k < 4; k++) {
          near &= Math.abs(expected[i + k] - ours[j + k]) <= SET_PX;
        }
        if (near) {
          return true;
        }
      }
      return false;
    }

    private void tensor(String name, Tensor actual, Tolerance tolerance) {
      comparison.tensor(name, TensorValues.of(actual), tolerance);
    }

    private Tolerance features(String name) {
      return Tolerance.absolute(
          Tolerance.stated(spec, "features_rel_to_absmax")
              * comparison.expected().get(name).absMax());
    }

    private Tolerance logits() {
      return Tolerance.absolute(Tolerance.stated(spec, "logits_abs"));
    }
  }
}
