package dev.osprey.detection;

import dev.osprey.core.CountLimit;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.Grids;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.Losses;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.detection.output.TorchPass;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.proposal.ProposalInputs;
import dev.osprey.detection.proposal.ProposalSelection;
import dev.osprey.detection.region.SecondStage;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.detection.targets.AnchorAssigner;
import dev.osprey.detection.targets.AnchorLosses;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.ParameterLimit;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.head.ProposalHead;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Faster R-CNN: features, proposals from anchors, then classification and box regression of each
 * proposal.
 *
 * <ul>
 *   <li>in training: anchors → targets → losses of the first stage; its proposals → matching and
 *       sampling → pooled regions → losses of the second stage;
 *   <li>in inference: proposals → pooled regions → threshold → decoding → NMS.
 * </ul>
 */
public final class FasterRcnn implements Detector {
  private static final AnchorLoss.TermNames TERM_NAMES =
      new AnchorLoss.TermNames("loss_objectness", "loss_rpn_box_reg");

  /** Settings of the first stage. */
  public record ProposalsConfig(
      ProposalHead.Config head,
      AnchorGenerator.Config anchors,
      BoxCoder.Config coder,
      AnchorFilter.Config anchorFilter,
      MaxIouMatcher.Config matcher,
      Sampler sampler,
      AnchorLoss.Config loss,
      ProposalSelection.Config selection) {}

  /**
   * Settings.
   *
   * @param classes K, without the background
   */
  public record Config(
      int classes,
      Preprocessing preprocessing,
      Backbone.Config backbone,
      Neck.Config neck,
      ProposalsConfig proposals,
      SecondStage.Config regions)
      implements Detector.Config {
    public Config {
      Detector.requireClasses(classes);
    }

    @Override
    public String type() {
      return Detectors.FASTER_RCNN;
    }

    @Override
    public FasterRcnn create() {
      return new FasterRcnn(this, network(this));
    }

    @Override
    public Postprocess.Config postprocess() {
      return regions.postprocess();
    }

    @Override
    public ReferenceBoxes references() {
      return ReferenceBoxes.PROPOSALS;
    }

    @Override
    public Scoring scoring() {
      return regions.loss().classification().scoring();
    }

    @Override
    public Config withClasses(int newClasses) {
      return new Config(newClasses, preprocessing, backbone, neck, proposals, regions);
    }

    @Override
    public Config withPostprocess(Postprocess.Config other) {
      return new Config(classes, preprocessing, backbone, neck, proposals, regions.with(other));
    }

    @Override
    public Config withScoreThreshold(double scoreThreshold) {
      return withPostprocess(regions.postprocess().withScoreThreshold(scoreThreshold));
    }
  }

  private final Config config;
  private final TwoStageNetwork network;
  private final AnchorGenerator anchorGenerator;
  private final AnchorAssigner anchorAssigner;
  private final AnchorLoss proposalLoss;
  private final ProposalSelection selection;
  private final SecondStage secondStage;

  private FasterRcnn(Config config, TwoStageNetwork network) {
    this.config = config;
    this.network = network;
    ProposalsConfig first = config.proposals;
    first.anchors.requireFitting(network.levels().size());
    anchorGenerator = new AnchorGenerator(first.anchors);
    anchorAssigner =
        new AnchorAssigner(
            new AnchorFilter(first.anchorFilter),
            new MaxIouMatcher(first.matcher),
            first.sampler,
            first.loss.positiveWeight(),
            config.preprocessing.padding());
    BoxCoder anchorCoder = new BoxCoder(first.coder);
    proposalLoss = new AnchorLoss(first.loss, anchorCoder, TERM_NAMES);
    selection = new ProposalSelection(first.selection, anchorCoder);
    secondStage = new SecondStage(config.regions, config.classes, network);
  }

  private static TwoStageNetwork network(Config config) {
    Backbone backbone = config.backbone.build();
    CountLimit.ANCHORS.require(
        "anchors: the number of sizes times ratios", config.proposals.anchors.perCell(0));
    return ParameterLimit.require(
        new TwoStageNetwork(
            backbone,
            config.neck.build(backbone.levels()),
            config.proposals.head,
            config.proposals.anchors.perCell(0),
            new TwoStageNetwork.Regions(
                config.regions.pooling(), config.regions.levels(), config.regions.head()),
            config.scoring().outputs(config.classes)));
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public <T> T byKind(Function<OneStageDetector, T> oneStage, Function<FasterRcnn, T> twoStages) {
    return twoStages.apply(this);
  }

  @Override
  public TwoStageNetwork network() {
    return network;
  }

  @Override
  public FasterRcnn withScoreThreshold(double scoreThreshold) {
    return new FasterRcnn(config.withScoreThreshold(scoreThreshold), network);
  }

  @Override
  public FeatureMaps<Tensor> features(TorchOps ops, Batch batch) {
    return ops.run(batch.tensor(), images -> network.features(ops, images));
  }

  @Override
  public Losses losses(TorchOps ops, Batch batch, SeededRandom random) {
    TwoStageNetwork.Trace<Tensor> trace = firstStage(ops, batch);
    Anchors anchors = anchors(trace.features(), batch);
    List<TargetObjects> truths = batch.labelled().stream().map(TargetObjects::of).toList();
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.putAll(proposalTerms(ops, trace, anchors, truths, random));
    List<ScoredBoxes> proposals =
        proposals(
            TensorRows.ofEach(trace.proposals(), batch.size(), ops.device()),
            anchors,
            batch.images(),
            config.proposals.selection.training());
    terms.putAll(secondStage.losses(ops, trace, proposals, truths, random));
    return new Losses(terms);
  }

  private Map<String, Tensor> proposalTerms(
      TorchOps ops,
      TwoStageNetwork.Trace<Tensor> trace,
      Anchors anchors,
      List<TargetObjects> truths,
      SeededRandom random) {
    HeadOutputs<Tensor> outputs = trace.proposals();
    List<TargetObjects> objects = truths.stream().map(TargetObjects::withoutClasses).toList();
    AnchorLosses losses =
        (image, labels) -> proposalLoss.ofEachAnchor(outputs, image, labels, ops.device());
    List<AnchorTargets> targets = anchorAssigner.assign(anchors, objects, losses, random);
    return proposalLoss.of(outputs, anchors, targets, ops.device()).terms();
  }

  @Override
  public ForwardPass forward(TorchOps ops, Batch batch) {
    TwoStageNetwork.Trace<Tensor> trace = firstStage(ops, batch);
    return new TorchPass(
        batch,
        ops.device(),
        Grids.of(trace.features(), network.levels()),
        trace.proposals(),
        regions -> secondStage.trace(ops, trace, regions).outputs());
  }

  @Override
  public List<Detections> detect(ForwardPass pass) {
    List<HeadOutputs<OutputRows>> first = firstOutputs(pass);
    List<Detections> found = secondStage.detect(pass, inferenceProposals(pass, first));
    List<Detections> counted = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      HeadOutputs<OutputRows> outputs = first.get(i);
      int notFinite =
          Stream.concat(outputs.logits().stream(), outputs.deltas().stream())
              .mapToInt(OutputRows::notFinite)
              .sum();
      counted.add(found.get(i).withNotFinite(found.get(i).notFinite() + notFinite));
    }
    return counted;
  }

  @Override
  public List<Explanation> explain(ForwardPass pass, List<Point> points) {
    return secondStage.explain(pass, inferenceProposals(pass, firstOutputs(pass)), points);
  }

  private static List<HeadOutputs<OutputRows>> firstOutputs(ForwardPass pass) {
    return IntStream.range(0, pass.images().size()).mapToObj(pass::dense).toList();
  }

  private List<ScoredBoxes> inferenceProposals(
      ForwardPass pass, List<HeadOutputs<OutputRows>> first) {
    Anchors anchors = anchors(pass.grids(), pass.padded());
    return proposals(first, anchors, pass.images(), config.proposals.selection.detecting());
  }

  /** Runs the first stage. */
  public TwoStageNetwork.Trace<Tensor> firstStage(TorchOps ops, Batch batch) {
    return ops.run(batch.tensor(), images -> network.trace(ops, images));
  }

  /**
   * Proposals of each image, without gradients.
   *
   * @param outputs of the first stage for each image
   */
  public List<ScoredBoxes> proposals(
      List<HeadOutputs<OutputRows>> outputs,
      Anchors anchors,
      List<BatchImage> images,
      ProposalSelection.Limits limits) {
    List<ScoredBoxes> proposals = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      proposals.add(selection.select(outputs.get(i), anchors, images.get(i).resized(), limits));
    }
    return proposals;
  }

  /**
   * The candidates that the proposals of one image are selected from in inference.
   *
   * @param outputs of the first stage
   * @param near how far below the cut the scores of further candidates may be
   */
  public SelectionInputs proposalInputs(
      HeadOutputs<OutputRows> outputs, Anchors anchors, BatchImage image, double near) {
    return new ProposalInputs(selection, near).of(outputs, anchors, image.resized());
  }

  /**
   * The second stage's outputs image by image: proposals are the anchors.
   *
   * @param outputs of the proposals, one image after the other
   */
  public List<ImageOutputs> perImage(
      RegionOutputs<OutputRows> outputs,
      List<ScoredBoxes> proposals,
      List<BatchImage> images,
      ImageSize padded) {
    return secondStage.perImage(outputs, proposals, images, padded);
  }

  /** The post-processing of the second stage. */
  public Postprocess postprocess() {
    return secondStage.postprocess();
  }

  /**
   * Runs the second stage on regions, one image after the other; returns the values before its
   * outputs, too.
   *
   * @param regions of each image: packed xyxy, padded-image pixels
   */
  public TwoStageNetwork.RegionTrace<Tensor> regionTrace(
      TorchOps ops, TwoStageNetwork.Trace<Tensor> trace, List<float[]> regions) {
    return secondStage.trace(ops, trace, regions);
  }

  @Override
  public Anchors anchors(List<Anchors.Grid> grids, ImageSize padded) {
    return anchorGenerator.generate(grids, padded);
  }
}
