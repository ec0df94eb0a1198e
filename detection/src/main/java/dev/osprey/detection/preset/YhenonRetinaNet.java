package dev.osprey.detection.preset;

import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.SizeRounding;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.ClampedFocalLoss;
import dev.osprey.detection.loss.Normalizer;
import dev.osprey.detection.loss.SmoothL1Loss;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.onestage.RetinaNetConfig;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import java.util.List;

/**
 * RetinaNet as pytorch-retinanet (yhenon) has it, after Lin et al. 2017. Its published score is
 * 33.5 mAP on COCO val2017 with ResNet-50 at 600 pixels.
 *
 * <p>Batch norms keep their running statistics while scale and shift are trained, which presumes
 * pretrained ones: to train from nothing set {@code backbone.norm.mode: train}.
 */
final class YhenonRetinaNet {
  private static final int COCO_CLASSES = 80;
  private static final ConvInit CONV_INIT =
      ConvInit.kaimingNormalFanOut().with(ConvInit.Bias.FAN_IN_UNIFORM);

  private YhenonRetinaNet() {}

  static RetinaNetConfig of(int depth) {
    NormConfig none = new NormConfig.None();
    return new RetinaNetConfig(
        COCO_CLASSES,
        new Preprocessing(
            new ResizeRule.ShortestSide(
                608,
                1024,
                SizeRounding.NEAREST_EVEN,
                Interpolation.BILINEAR_ANTIALIASED,
                BoxScaling.NOMINAL),
            ChannelOrder.RGB,
            Preprocessing.IMAGENET_MEAN,
            Preprocessing.IMAGENET_STD,
            new Padding(32, Padding.Rule.ALWAYS_MORE)),
        ResNet.Config.of(depth).withNorm(NormConfig.Batch.of(BatchNorm.Mode.EVAL)),
        new Fpn.Config(
            256, 0, ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.C5), none, CONV_INIT),
        new RetinaNetHead.Config(4, 256, none, Activation.RELU, 0.01, CONV_INIT, ConvInit.zero()),
        new AnchorGenerator.Config(
            new AnchorSizes.Octaves(4, 3),
            List.of(List.of(0.5, 1.0, 2.0)),
            AnchorGenerator.Rounding.NONE,
            AnchorGenerator.Stride.NOMINAL,
            0.5),
        new BoxCoder.Config(
            List.of(0.0, 0.0, 0.0, 0.0), List.of(0.1, 0.1, 0.2, 0.2), null, null, 1),
        AnchorFilter.Config.none(),
        MaxIouMatcher.Config.of(0.5, 0.4, MaxIouMatcher.LowQuality.NONE),
        new AllSampler(),
        new AnchorLoss.Config(
            new ClampedFocalLoss(0.25, 2, 1e-4),
            1,
            new SmoothL1Loss(1.0 / 9),
            AnchorLoss.DeltaReduction.MEAN,
            Normalizer.IMAGE_POSITIVES,
            1,
            1),
        new Postprocess.Config(
            0.05,
            null,
            null,
            0.5,
            null,
            Postprocess.Order.CLASS,
            Postprocess.Clip.PADDED_OUTER_SIDES));
  }
}
