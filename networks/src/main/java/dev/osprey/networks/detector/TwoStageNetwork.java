package dev.osprey.networks.detector;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.head.ProposalHead;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.region.RegionHead;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.networks.region.RegionPredictor;
import java.util.List;

/**
 * A network of backbone, neck, proposal head and region head. The selection of proposals between
 * the stages is not part of the network. Parameters have torchvision's names: {@code
 * backbone.body.*}, {@code backbone.fpn.*}, {@code rpn.head.*}, {@code roi_heads.box_head.*},
 * {@code roi_heads.box_predictor.*}.
 */
public final class TwoStageNetwork extends Network {

  /** The outputs of the first stage. */
  public record Trace<T>(FeatureMaps<T> body, FeatureMaps<T> features, HeadOutputs<T> proposals) {}

  /**
   * The outputs of the second stage: pooled features (R, C, h, w), feature vectors (R, F), logits
   * and deltas.
   */
  public record RegionTrace<T>(T pooled, T vectors, RegionOutputs<T> outputs) {}

  /**
   * Settings of the second stage.
   *
   * @param levels number of feature maps that regions are pooled from, finest first
   */
  public record Regions(RegionPooling pooling, int levels, RegionHead.Config head) {
    public Regions {
      if (levels < 1) {
        throw new UserError(
            "regions.levels is " + levels + "; give 1 or more of the maps (usual: 4 with an fpn)");
      }
    }
  }

  private final Backbone backbone;
  private final Neck neck;
  private final ProposalHead proposals;
  private final Regions regions;
  private final RegionHead regionHead;
  private final RegionPredictor predictor;

  /**
   * Builds the parts. Each part is built for the levels of the part before it.
   *
   * @param anchors A, anchors at each location of each level
   * @param outputs number of classes, the background included
   */
  public TwoStageNetwork(
      Backbone backbone,
      Neck neck,
      ProposalHead.Config proposals,
      int anchors,
      Regions regions,
      int outputs) {
    this.backbone = child("backbone.body", backbone);
    this.neck = child("backbone.fpn", neck);
    this.proposals = child("rpn.head", proposals.build(neck.levels(), anchors));
    this.regions = regions;
    if (regions.levels > neck.levels().size()) {
      throw new UserError(
          "regions.levels is "
              + regions.levels
              + ", but backbone and neck give "
              + neck.levels().size()
              + " maps");
    }
    RegionPooling pooling = regions.pooling;
    regionHead =
        child(
            "roi_heads.box_head",
            regions.head.build(neck.levels().get(0).channels(), pooling.height(), pooling.width()));
    predictor =
        child("roi_heads.box_predictor", new RegionPredictor(regionHead.features(), outputs));
  }

  public Backbone backbone() {
    return backbone;
  }

  public Neck neck() {
    return neck;
  }

  public ProposalHead proposals() {
    return proposals;
  }

  public RegionHead regionHead() {
    return regionHead;
  }

  public RegionPredictor predictor() {
    return predictor;
  }

  @Override
  public List<FeatureLevel> levels() {
    return neck.levels();
  }

  /** Returns the feature maps of the neck. */
  public <T> FeatureMaps<T> features(Ops<T> ops, T images) {
    return neck.forward(ops, backbone.forward(ops, images));
  }

  /** Runs the first stage. */
  public <T> Trace<T> trace(Ops<T> ops, T images) {
    FeatureMaps<T> body = backbone.forward(ops, images);
    FeatureMaps<T> features = neck.forward(ops, body);
    return new Trace<>(body, features, proposals.forward(ops, features));
  }

  /**
   * The second stage.
   *
   * @param regions (R, 5): index of the image in the batch, then xyxy in padded-image pixels
   */
  public <T> RegionTrace<T> regions(Ops<T> ops, FeatureMaps<T> features, T regions) {
    T pooled = pooled(ops, features, regions);
    T vectors = regionHead.forward(ops, pooled);
    return new RegionTrace<>(pooled, vectors, predictor.forward(ops, vectors));
  }

  /**
   * The outputs of the second stage alone, so that a backend can free the values before them.
   *
   * @param regions (R, 5): index of the image in the batch, then xyxy in padded-image pixels
   */
  public <T> RegionOutputs<T> regionOutputs(Ops<T> ops, FeatureMaps<T> features, T regions) {
    T vectors = ops.block(() -> regionHead.forward(ops, pooled(ops, features, regions)));
    return predictor.forward(ops, vectors);
  }

  private <T> T pooled(Ops<T> ops, FeatureMaps<T> features, T regions) {
    List<T> maps = features.levels().subList(0, this.regions.levels);
    List<Integer> strides = levels().stream().limit(maps.size()).map(FeatureLevel::stride).toList();
    return ops.poolRegions(maps, strides, regions, this.regions.pooling);
  }

  @Override
  public <T> void traverse(Ops<T> ops, Inputs<T> inputs) {
    regions(ops, trace(ops, inputs.images()).features(), inputs.regions());
  }
}
