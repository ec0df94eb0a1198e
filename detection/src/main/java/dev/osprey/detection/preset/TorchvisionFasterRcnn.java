package dev.osprey.detection.preset;

import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.detection.fasterrcnn.ProposalSelection;
import dev.osprey.detection.fasterrcnn.RegionLoss;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.Normalizer;
import dev.osprey.detection.loss.SigmoidCrossEntropy;
import dev.osprey.detection.loss.SmoothL1Loss;
import dev.osprey.detection.loss.SoftmaxCrossEntropy;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.sampling.Quota;
import dev.osprey.detection.sampling.RandomSampler;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV2;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.backbone.Vgg;
import dev.osprey.networks.head.ProposalHead;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.neck.NoNeck;
import dev.osprey.networks.region.ConvMlpRegionHead;
import dev.osprey.networks.region.LevelMapper;
import dev.osprey.networks.region.MlpRegionHead;
import dev.osprey.networks.region.RegionHead;
import dev.osprey.networks.region.RegionPooling;
import java.util.List;

/**
 * Faster R-CNN as torchvision has it (Ren et al. 2015; Lin et al. 2017, Feature Pyramid Networks;
 * v2 after Li et al. 2021). Its published scores on COCO val2017 are 37.0 (ResNet-50, v1) and 46.7
 * (v2) box mAP. torchvision publishes no weights for the backbones without a pyramid.
 *
 * <p>Backbones start from nothing with trained batch norm, as torchvision's do without weights. To
 * fine-tune ImageNet weights as the published runs did, set {@code backbone.norm.mode: frozen} and
 * {@code backbone.frozenStages: 1}.
 */
final class TorchvisionFasterRcnn {
  private static final int COCO_CATEGORY_IDS = 90;
  private static final double BETA = 1.0 / 9;

  private TorchvisionFasterRcnn() {}

  /** With a pyramid: P2 to P5, and P6 by max pooling for proposals alone. */
  static FasterRcnn.Config v1(int depth) {
    return withPyramid(
        depth, new NormConfig.None(), ProposalHead.Config.of(1), new MlpRegionHead.Config(1024));
  }

  /** Batch norm in pyramid and region head, which has four convolutions; two for proposals. */
  static FasterRcnn.Config v2(int depth) {
    NormConfig norm = NormConfig.Batch.of(BatchNorm.Mode.TRAIN);
    return withPyramid(
        depth, norm, ProposalHead.Config.of(2), new ConvMlpRegionHead.Config(4, 256, norm, 1024));
  }

  static FasterRcnn.Config vgg16() {
    return withoutPyramid(Vgg.Config.of(16));
  }

  static FasterRcnn.Config mobileNetV2() {
    return withoutPyramid(MobileNetV2.Config.ofLastMap());
  }

  private static FasterRcnn.Config withPyramid(
      int depth, NormConfig fpnNorm, ProposalHead.Config proposals, RegionHead.Config regions) {
    return of(
        ResNet.Config.of(depth).withOutStages(List.of(1, 2, 3, 4)),
        new Fpn.Config(256, 0, new ExtraLevels.MaxPool(1), fpnNorm, ConvInit.kaimingUniform()),
        proposals,
        new AnchorSizes.Pixels(
            List.of(List.of(32.0), List.of(64.0), List.of(128.0), List.of(256.0), List.of(512.0))),
        4,
        regions);
  }

  /** One map: all sizes lie on it, and regions are read from it. */
  private static FasterRcnn.Config withoutPyramid(Backbone.Config backbone) {
    return of(
        backbone,
        new NoNeck.Config(),
        ProposalHead.Config.of(1),
        new AnchorSizes.Pixels(List.of(List.of(32.0, 64.0, 128.0, 256.0, 512.0))),
        1,
        new MlpRegionHead.Config(1024));
  }

  private static FasterRcnn.Config of(
      Backbone.Config backbone,
      Neck.Config neck,
      ProposalHead.Config proposalHead,
      AnchorSizes anchorSizes,
      int regionLevels,
      RegionHead.Config regionHead) {
    return new FasterRcnn.Config(
        COCO_CATEGORY_IDS,
        TorchvisionPreprocessing.standard(),
        backbone,
        neck,
        proposals(proposalHead, anchorSizes),
        regions(regionLevels, regionHead));
  }

  private static FasterRcnn.ProposalsConfig proposals(ProposalHead.Config head, AnchorSizes sizes) {
    return new FasterRcnn.ProposalsConfig(
        head,
        new AnchorGenerator.Config(
            sizes,
            List.of(List.of(0.5, 1.0, 2.0)),
            AnchorGenerator.Rounding.NEAREST_EVEN,
            AnchorGenerator.Stride.FROM_GRID,
            0),
        coder(1),
        AnchorFilter.Config.none(),
        MaxIouMatcher.Config.of(0.7, 0.3, MaxIouMatcher.LowQuality.OWN_BEST_BOX),
        new RandomSampler(new Quota(256, 0.5, null), Sampler.GroundTruth.TARGETS),
        new AnchorLoss.Config(
            new SigmoidCrossEntropy(null),
            1,
            new SmoothL1Loss(BETA),
            AnchorLoss.DeltaReduction.SUM,
            Normalizer.BATCH_SAMPLES_EXACT,
            1,
            1),
        new ProposalSelection.Config(
            new ProposalSelection.Limits(2000, 2000),
            new ProposalSelection.Limits(1000, 1000),
            1e-3,
            0,
            0.7));
  }

  private static FasterRcnn.RegionsConfig regions(int levels, RegionHead.Config head) {
    return new FasterRcnn.RegionsConfig(
        levels,
        new RegionPooling.Align(7, 7, 2, RegionPooling.Offset.NONE, LevelMapper.standard()),
        head,
        coder(10),
        MaxIouMatcher.Config.of(0.5, 0.5, MaxIouMatcher.LowQuality.NONE),
        new RandomSampler(new Quota(512, 0.25, null), Sampler.GroundTruth.CANDIDATES),
        new RegionLoss.Config(
            new SoftmaxCrossEntropy(SoftmaxCrossEntropy.Background.FIRST, null),
            new SmoothL1Loss(BETA),
            1,
            1),
        new Postprocess.Config(
            0.05, null, 1e-2, 0.5, 100, Postprocess.Order.SCORE, Postprocess.Clip.IMAGE));
  }

  /**
   * @param weight of centres; sizes have half of it, but for 1
   */
  private static BoxCoder.Config coder(double weight) {
    double ofSizes = weight == 1 ? 1 : weight / 2;
    return new BoxCoder.Config(
        List.of(0.0, 0.0, 0.0, 0.0),
        List.of(1 / weight, 1 / weight, 1 / ofSizes, 1 / ofSizes),
        null,
        Math.log(1000.0 / 16),
        0);
  }
}
