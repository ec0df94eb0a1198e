package dev.osprey.detection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeId;
import dev.osprey.core.CountLimit;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.Grids;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.LandmarkLoss;
import dev.osprey.detection.loss.Losses;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.output.TorchPass;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.explanation.Explainer;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.detection.targets.AnchorAssigner;
import dev.osprey.detection.targets.AnchorLosses;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.ParameterLimit;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.Head;
import dev.osprey.networks.neck.Neck;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A one-stage detector: features, a dense head over all levels, and
 *
 * <ul>
 *   <li>in training: anchors → filter → matching → sampling → classification loss of the sampled
 *       anchors, box loss of the positive ones, landmark loss of those with landmarks;
 *   <li>in inference: anchors → threshold and top-k → decoding → NMS.
 * </ul>
 */
public final class OneStageDetector implements Detector {

  /**
   * The settings of a one-stage detector: of RetinaNet (Lin et al. 2017, Focal Loss for Dense
   * Object Detection) and of RetinaFace (Deng et al. 2020). They differ in their values, not in
   * code.
   *
   * @param type {@code retinanet} or {@code retinaface}
   * @param classes K, without the background; 1 for faces
   * @param landmarks settings of the landmarks; absent: the head has none
   */
  @JsonIgnoreProperties // reads the type, which other settings ignore
  public record Config(
      @JsonTypeId String type,
      int classes,
      Preprocessing preprocessing,
      Backbone.Config backbone,
      Neck.Config neck,
      Head.Config head,
      AnchorGenerator.Config anchors,
      BoxCoder.Config coder,
      AnchorFilter.Config anchorFilter,
      MaxIouMatcher.Config matcher,
      Sampler sampler,
      AnchorLoss.Config loss,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LandmarksConfig landmarks,
      Postprocess.Config postprocess)
      implements Detector.Config {
    public Config {
      Detector.requireClasses(classes);
    }

    /** Builds the assigner of targets that {@link OneStageDetector#losses} uses. */
    public AnchorAssigner buildAssigner() {
      return new AnchorAssigner(
          new AnchorFilter(anchorFilter),
          new MaxIouMatcher(matcher),
          sampler,
          loss.positiveWeight(),
          preprocessing.padding());
    }

    @Override
    public Scoring scoring() {
      return loss.classification().scoring();
    }

    @Override
    public ReferenceBoxes references() {
      return ReferenceBoxes.ANCHORS;
    }

    @Override
    public Config withClasses(int newClasses) {
      return with(newClasses, postprocess);
    }

    @Override
    public Config withPostprocess(Postprocess.Config newPostprocess) {
      return with(classes, newPostprocess);
    }

    @Override
    public Config withScoreThreshold(double scoreThreshold) {
      return withPostprocess(postprocess.withScoreThreshold(scoreThreshold));
    }

    @Override
    public OneStageDetector create() {
      return new OneStageDetector(this, network(this));
    }

    private Config with(int newClasses, Postprocess.Config newPostprocess) {
      return new Config(
          type,
          newClasses,
          preprocessing,
          backbone,
          neck,
          head,
          anchors,
          coder,
          anchorFilter,
          matcher,
          sampler,
          loss,
          landmarks,
          newPostprocess);
    }
  }

  /** Settings of the landmarks of faces: their coding and their loss. */
  public record LandmarksConfig(LandmarkCoder.Config coder, LandmarkLoss.Config loss) {}

  private static final AnchorLoss.TermNames TERM_NAMES =
      new AnchorLoss.TermNames("classification", "bbox_regression");
  private static final String LANDMARK_TERM = "landmark_regression";

  private final Config config;
  private final OneStageNetwork network;
  private final AnchorGenerator anchorGenerator;
  private final AnchorAssigner assigner;
  private final AnchorLoss loss;
  private final @Nullable LandmarkLoss landmarkLoss;
  private final Postprocess postprocess;

  private OneStageDetector(Config config, OneStageNetwork network) {
    this.config = config;
    this.network = network;
    config.anchors().requireFitting(network.levels().size());
    BoxCoder coder = new BoxCoder(config.coder());
    anchorGenerator = new AnchorGenerator(config.anchors());
    assigner = config.buildAssigner();
    loss = new AnchorLoss(config.loss(), coder, TERM_NAMES);
    LandmarksConfig landmarks = config.landmarks();
    requireAgreement(network.head().givesLandmarks(), landmarks);
    LandmarkCoder landmarkCoder = null;
    LandmarkLoss ofLandmarks = null;
    if (landmarks != null) {
      landmarkCoder = new LandmarkCoder(landmarks.coder());
      ofLandmarks = new LandmarkLoss(landmarks.loss(), landmarkCoder);
    }
    landmarkLoss = ofLandmarks;
    postprocess = new Postprocess(config.postprocess(), config.scoring(), coder, landmarkCoder);
  }

  private static OneStageNetwork network(Config config) {
    CountLimit.ANCHORS.require(
        "anchors: the number of sizes times ratios", config.anchors().perCell(0));
    return ParameterLimit.require(
        OneStageNetwork.of(
            config.backbone(),
            config.neck(),
            config.head(),
            config.anchors().perCell(0),
            config.scoring().outputs(config.classes())));
  }

  private static void requireAgreement(boolean given, @Nullable LandmarksConfig landmarks) {
    if (!given && landmarks != null) {
      throw new UserError(
          "model.landmarks says how landmarks are learnt, but model.head gives none; take it out, or"
              + " take a head that gives them");
    }
    if (given && landmarks == null) {
      throw new UserError(
          "model.head gives landmarks, but model.landmarks, which trains them, is missing: set"
              + " model.head.landmarks: none, or give model.landmarks (type: retinaface has it)");
    }
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public <T> T byKind(Function<OneStageDetector, T> oneStage, Function<FasterRcnn, T> twoStages) {
    return oneStage.apply(this);
  }

  @Override
  public OneStageNetwork network() {
    return network;
  }

  @Override
  public OneStageDetector withScoreThreshold(double scoreThreshold) {
    return new OneStageDetector(config.withScoreThreshold(scoreThreshold), network);
  }

  @Override
  public FeatureMaps<Tensor> features(TorchOps ops, Batch batch) {
    return ops.run(batch.tensor(), images -> network.features(ops, images));
  }

  @Override
  public Losses losses(TorchOps ops, Batch batch, SeededRandom random) {
    OneStageNetwork.Trace<Tensor> trace = trace(ops, batch);
    Anchors anchors = anchors(trace.features(), batch);
    List<TargetObjects> truths = batch.labelled().stream().map(TargetObjects::of).toList();
    AnchorLosses anchorLosses =
        (image, labels) -> loss.ofEachAnchor(trace.outputs(), image, labels, ops.device());
    List<AnchorTargets> targets = assigner.assign(anchors, truths, anchorLosses, random);
    Losses losses = loss.of(trace.outputs(), anchors, targets, ops.device());
    return landmarkLoss == null
        ? losses
        : losses.with(
            LANDMARK_TERM, landmarkLoss.of(trace.outputs(), anchors, targets, ops.device()));
  }

  @Override
  public ForwardPass forward(TorchOps ops, Batch batch) {
    OneStageNetwork.Trace<Tensor> trace = trace(ops, batch);
    return TorchPass.ofOneStage(
        batch, ops.device(), Grids.of(trace.features(), network.levels()), trace.outputs());
  }

  @Override
  public List<Detections> detect(ForwardPass pass) {
    return postprocess.detect(outputsPerImage(pass));
  }

  @Override
  public List<Explanation> explain(ForwardPass pass, List<Point> points) {
    return new Explainer(postprocess).explain(outputsPerImage(pass), points);
  }

  private List<ImageOutputs> outputsPerImage(ForwardPass pass) {
    return ImageOutputs.of(pass, anchors(pass.grids(), pass.padded()));
  }

  /** The post-processing of the head's outputs. */
  public Postprocess postprocess() {
    return postprocess;
  }

  private OneStageNetwork.Trace<Tensor> trace(TorchOps ops, Batch batch) {
    return ops.run(batch.tensor(), images -> network.trace(ops, images));
  }

  @Override
  public Anchors anchors(List<Anchors.Grid> grids, ImageSize padded) {
    return anchorGenerator.generate(grids, padded);
  }
}
