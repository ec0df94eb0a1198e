package dev.osprey.detection.region;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.output.FloatRows;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.explanation.Explainer;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.networks.region.RegionHead;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The second stage: classification and box regression of each proposal.
 *
 * <ul>
 *   <li>in training: matching and sampling → pooled regions → losses;
 *   <li>in inference: pooled regions → threshold → decoding → NMS.
 * </ul>
 */
public final class SecondStage {
  /**
   * Settings of the second stage.
   *
   * @param levels how many of the neck's maps, from the finest on, regions are pooled from
   */
  public record Config(
      int levels,
      RegionPooling pooling,
      RegionHead.Config head,
      BoxCoder.Config coder,
      MaxIouMatcher.Config matcher,
      Sampler sampler,
      RegionLoss.Config loss,
      Postprocess.Config postprocess) {
    public Config {
      if (loss.classification().scoring() == Scoring.SIGMOID) {
        throw new UserError(
            "model.regions.loss.classification: the second stage tells classes and background"
                + " apart; use softmax-cross-entropy");
      }
    }

    /** The same settings with another post-processing. */
    public Config with(Postprocess.Config other) {
      return new Config(levels, pooling, head, coder, matcher, sampler, loss, other);
    }
  }

  private static final float[] NO_BOXES = {};

  private final TwoStageNetwork network;
  private final int classes;
  private final Scoring scoring;
  private final RegionAssigner assigner;
  private final RegionLoss loss;
  private final Postprocess postprocess;

  /**
   * Builds the stage.
   *
   * @param classes K, without the background
   */
  public SecondStage(Config config, int classes, TwoStageNetwork network) {
    this.network = network;
    this.classes = classes;
    scoring = config.loss.classification().scoring();
    BoxCoder coder = new BoxCoder(config.coder);
    assigner = new RegionAssigner(new MaxIouMatcher(config.matcher), config.sampler);
    loss = new RegionLoss(config.loss, coder);
    postprocess = Postprocess.ofRegions(config.postprocess, scoring, coder);
  }

  /** The loss terms of regions that are sampled from each image's proposals. */
  public Map<String, Tensor> losses(
      TorchOps ops,
      TwoStageNetwork.Trace<Tensor> trace,
      List<ScoredBoxes> proposals,
      List<TargetObjects> truths,
      SeededRandom random) {
    List<RegionTargets> targets = new ArrayList<>();
    for (int i = 0; i < truths.size(); i++) {
      int image = i;
      RegionAssigner.RegionLosses losses =
          (regions, labels) -> lossOfEachRegion(ops, trace, image, regions, labels);
      targets.add(assigner.assign(proposals.get(i), truths.get(i), losses, random));
    }
    List<float[]> regions = targets.stream().map(RegionTargets::regions).toList();
    return loss.of(outputs(ops, trace, regions), targets, ops.device());
  }

  private float[] lossOfEachRegion(
      TorchOps ops, TwoStageNetwork.Trace<Tensor> trace, int image, float[] regions, int[] labels) {
    List<float[]> perImage =
        IntStream.range(0, image + 1).mapToObj(i -> i == image ? regions : NO_BOXES).toList();
    Tensor logits = ops.withoutGradients(() -> outputs(ops, trace, perImage).logits());
    return Tensors.floats(loss.classificationOf(logits, labels, ops.device()));
  }

  /** The detections in each image. */
  public List<Detections> detect(ForwardPass pass, List<ScoredBoxes> proposals) {
    return postprocess.detect(outputsPerImage(pass, proposals));
  }

  /** The explanations of a point in each image. */
  public List<Explanation> explain(
      ForwardPass pass, List<ScoredBoxes> proposals, List<Point> points) {
    return new Explainer(postprocess).explain(outputsPerImage(pass, proposals), points);
  }

  /** The outputs image by image, with the proposals as anchors. */
  private List<ImageOutputs> outputsPerImage(ForwardPass pass, List<ScoredBoxes> proposals) {
    List<float[]> regions = proposals.stream().map(ScoredBoxes::boxes).toList();
    return perImage(pass.regions(regions), proposals, pass.images(), pass.padded());
  }

  /**
   * The outputs of given proposals, image by image.
   *
   * @param outputs of the proposals, one image after the other
   */
  public List<ImageOutputs> perImage(
      RegionOutputs<OutputRows> outputs,
      List<ScoredBoxes> proposals,
      List<BatchImage> images,
      ImageSize padded) {
    List<ImageOutputs> perImage = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < proposals.size(); i++) {
      int[] rows = IntStream.range(start, start + proposals.get(i).size()).toArray();
      perImage.add(
          new ImageOutputs(
              List.of(FloatRows.of(outputs.logits().select(rows), scoring.outputs(classes))),
              FloatRows.of(deltasOfClasses(outputs.deltas().select(rows)), 4),
              null,
              classes,
              Anchors.ofRegions(proposals.get(i).boxes()),
              images.get(i),
              padded));
      start += rows.length;
    }
    return perImage;
  }

  /** The post-processing of the stage's outputs. */
  public Postprocess postprocess() {
    return postprocess;
  }

  /** (R, outputs, 4) to the classes' (R · K, 4), both flat. */
  private float[] deltasOfClasses(float[] deltas) {
    int outputs = scoring.outputs(classes);
    int rows = deltas.length / (4 * outputs);
    float[] ofClasses = new float[4 * rows * classes];
    for (int row = 0; row < rows; row++) {
      int from = 4 * (row * outputs + scoring.outputOf(0));
      System.arraycopy(deltas, from, ofClasses, 4 * row * classes, 4 * classes);
    }
    return ofClasses;
  }

  private RegionOutputs<Tensor> outputs(
      TorchOps ops, TwoStageNetwork.Trace<Tensor> trace, List<float[]> regions) {
    Tensor table = table(regions);
    return ops.inPrecision(() -> network.regionOutputs(ops, trace.features(), table));
  }

  /**
   * Runs the stage on regions, one image after the other; returns the values before its outputs,
   * too.
   *
   * @param regions of each image: packed xyxy, padded-image pixels
   */
  public TwoStageNetwork.RegionTrace<Tensor> trace(
      TorchOps ops, TwoStageNetwork.Trace<Tensor> trace, List<float[]> regions) {
    Tensor table = table(regions);
    return ops.inPrecision(() -> network.regions(ops, trace.features(), table));
  }

  /** Pooling reads regions in Java, so they stay on the CPU whatever the device is. */
  private static Tensor table(List<float[]> regions) {
    float[] rows = RegionRows.of(regions);
    return Tensors.of(rows, Device.CPU, rows.length / RegionRows.WIDTH, RegionRows.WIDTH);
  }
}
