package dev.osprey.networks;

import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.Bottleneck;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.MobileNetV2;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.backbone.Vgg;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.Head;
import dev.osprey.networks.head.RetinaFaceHead;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.neck.NoNeck;
import dev.osprey.networks.neck.RetinaFaceFpn;
import dev.osprey.networks.region.ConvMlpRegionHead;
import dev.osprey.networks.region.MlpRegionHead;
import dev.osprey.networks.region.RegionHead;
import java.util.List;
import java.util.Map;

/** Configurations that several tests use. */
public final class Configurations {
  public static final NormConfig NONE = new NormConfig.None();
  public static final NormConfig FROZEN = NormConfig.Batch.of(BatchNorm.Mode.FROZEN);

  private Configurations() {}

  /** The smallest one of each entry of the catalogue. */
  public static Map<String, Backbone.Config> smallestBackbones() {
    return Map.of(
        "resnet",
        ResNet.Config.of(18),
        "vgg",
        Vgg.Config.of(11),
        "mobilenet-v1",
        MobileNetV1.Config.of(0.25),
        "mobilenet-v2",
        MobileNetV2.Config.ofLastMap());
  }

  /** Settings of catalogue entries that change shapes or names, each at its smallest. */
  public static List<Backbone.Config> backboneVariants() {
    Bottleneck inFirst = Bottleneck.STANDARD.withStrideIn(Bottleneck.StrideIn.CONV1X1);
    return List.of(
        ResNet.Config.of(50),
        ResNet.Config.of(50).withBottleneck(inFirst),
        ResNet.Config.of(18).withBottleneck(inFirst),
        ResNet.Config.resNext(50, 32, 4),
        ResNet.Config.resNext(50, 64, 4).withOutStages(List.of(1, 2, 3, 4)).withNorm(FROZEN),
        ResNet.Config.of(50)
            .withBottleneck(new Bottleneck(Bottleneck.StrideIn.CONV1X1, 3, 5))
            .withFrozenStages(2),
        ResNet.Config.resNext(50, 1, 128).withNorm(NONE),
        MobileNetV1.Config.of(1),
        new Vgg.Config(16, 2, NormConfig.Batch.of(BatchNorm.Mode.TRAIN), ConvInit.torchDefault()),
        new MobileNetV2.Config(
            0.35, List.of(1, 2, 3, 4), 3, FROZEN, ConvInit.kaimingNormalFanOut()),
        new MobileNetV2.Config(1.4, List.of(2), 0, NONE, ConvInit.kaimingNormalFanOut()));
  }

  /** The smallest one of each entry of the catalogue. */
  public static Map<String, Neck.Config> smallestNecks() {
    return Map.of(
        "fpn",
        new Fpn.Config(
            8,
            0,
            ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.C5),
            NONE,
            ConvInit.kaimingUniform()),
        "retinaface-fpn",
        RetinaFaceFpn.Config.of(8, 0.1),
        "none",
        new NoNeck.Config());
  }

  /** Settings of catalogue entries that change operations, each at its smallest. */
  public static List<Neck.Config> neckVariants() {
    return List.of(
        RetinaFaceFpn.Config.of(8, 0)
            .withUpsampling(RetinaFaceFpn.Upsampling.TRANSPOSED_CONVOLUTION));
  }

  /** The smallest one of each entry of the catalogue. */
  public static Map<String, RegionHead.Config> smallestRegionHeads() {
    return Map.of(
        "mlp",
        new MlpRegionHead.Config(4),
        "conv-mlp",
        new ConvMlpRegionHead.Config(2, 8, NormConfig.Batch.of(BatchNorm.Mode.TRAIN), 4));
  }

  /** The smallest one of each entry of the catalogue. */
  public static Map<String, Head.Config> smallestHeads() {
    return Map.of(
        "retinanet",
        new RetinaNetHead.Config(
            1,
            8,
            NormConfig.Group.of(4),
            Activation.RELU,
            0.01,
            ConvInit.normal(0.01),
            ConvInit.normal(0.01)),
        "retinaface",
        RetinaFaceHead.Config.of(8, 0.1));
  }

  /** Settings of catalogue entries that change outputs or names, each at its smallest. */
  public static List<Head.Config> headVariants() {
    return List.of(
        RetinaFaceHead.Config.of(4, 0).withLandmarks(RetinaFaceHead.LandmarkPoints.NONE),
        new RetinaFaceHead.Config(
            12, 0, NONE, ConvInit.torchDefault(), RetinaFaceHead.LandmarkPoints.FIVE));
  }

  /** torchvision's retinanet_resnet50_fpn. */
  public static OneStageNetwork retinaNet50(NormConfig backboneNorm, int classes) {
    return OneStageNetwork.of(
        ResNet.Config.of(50).withNorm(backboneNorm),
        Fpn.Config.of(ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.P5)),
        RetinaNetHead.Config.of(NONE),
        9,
        classes);
  }

  /** torchvision's retinanet_resnet50_fpn_v2. */
  public static OneStageNetwork retinaNet50V2(int classes) {
    return OneStageNetwork.of(
        ResNet.Config.of(50),
        Fpn.Config.of(ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.C5)),
        RetinaNetHead.Config.of(NormConfig.Group.of(32)),
        9,
        classes);
  }

  /** mmdetection's retinanet_r50_fpn_1x_coco. */
  public static OneStageNetwork mmdetectionRetinaNet50() {
    ExtraLevels p6p7 =
        new ExtraLevels.Convolutions(
            2, ExtraLevels.Source.C5, ExtraLevels.Between.NOTHING, new NormConfig.None());
    return OneStageNetwork.of(
        ResNet.Config.of(50).withNorm(NormConfig.Batch.of(BatchNorm.Mode.EVAL)).withFrozenStages(1),
        new Fpn.Config(256, 0, p6p7, NONE, ConvInit.xavierUniform()),
        RetinaNetHead.Config.of(NONE),
        9,
        80);
  }
}
