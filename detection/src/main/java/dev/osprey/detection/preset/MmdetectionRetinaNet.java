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
import dev.osprey.detection.loss.FocalLoss;
import dev.osprey.detection.loss.L1Loss;
import dev.osprey.detection.loss.Normalizer;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.onestage.RetinaNetConfig;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.networks.backbone.Bottleneck;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import java.util.List;

/**
 * RetinaNet as mmdetection 2.x has it ({@code configs/retinanet}), after Lin et al. 2017. Its
 * published scores on COCO val2017 with the 1x schedule are 31.7 (ResNet-18), 36.5 (ResNet-50),
 * 38.5 (ResNet-101), 39.9 (ResNeXt-101-32x4d) and 41.0 (ResNeXt-101-64x4d) box mAP.
 *
 * <p>The stem and the first stage are frozen and batch norms keep their running statistics, which
 * presumes pretrained ones: to train from nothing set {@code backbone.norm.mode: train} and {@code
 * backbone.frozenStages: -1}.
 */
final class MmdetectionRetinaNet {
  private static final int COCO_CLASSES = 80;
  private static final double LARGEST_LOG_SIZE = Math.log(1000.0 / 16);

  private MmdetectionRetinaNet() {}

  /** torchvision's residual networks and their ImageNet weights ({@code style='pytorch'}). */
  static RetinaNetConfig of(ResNet.Config backbone) {
    return of(
        backbone,
        BatchNorm.Mode.EVAL,
        ChannelOrder.RGB,
        Preprocessing.IMAGENET_MEAN,
        Preprocessing.IMAGENET_STD);
  }

  /**
   * Detectron's residual networks ({@code style='caffe'}): the stride in the first 1x1 convolution,
   * pixels BGR in 0..255 less their means. The norms' scale and shift do not train ({@code
   * norm_cfg=dict(type='BN', requires_grad=False)}). mmdetection's scores with them are 36.3
   * (ResNet-50) and 38.5 (ResNet-101).
   */
  static RetinaNetConfig ofCaffe(int depth) {
    double one = 1 / 255.0;
    return of(
        ResNet.Config.of(depth)
            .withBottleneck(Bottleneck.STANDARD.withStrideIn(Bottleneck.StrideIn.CONV1X1)),
        BatchNorm.Mode.EVAL_FROZEN,
        ChannelOrder.BGR,
        List.of(103.53 * one, 116.28 * one, 123.675 * one),
        List.of(one, one, one));
  }

  private static RetinaNetConfig of(
      ResNet.Config backbone,
      BatchNorm.Mode norms,
      ChannelOrder channels,
      List<Double> mean,
      List<Double> std) {
    NormConfig none = new NormConfig.None();
    return new RetinaNetConfig(
        COCO_CLASSES,
        new Preprocessing(
            new ResizeRule.ShortestSide(
                800,
                1333,
                SizeRounding.NEAREST_UP,
                Interpolation.OPENCV_LINEAR,
                BoxScaling.PER_AXIS),
            channels,
            mean,
            std,
            new Padding(32, Padding.Rule.UP_TO_MULTIPLE)),
        backbone.withFrozenStages(1).withNorm(NormConfig.Batch.of(norms)),
        new Fpn.Config(
            256,
            0,
            new ExtraLevels.Convolutions(
                2, ExtraLevels.Source.C5, ExtraLevels.Between.NOTHING, none),
            none,
            ConvInit.xavierUniform()),
        RetinaNetHead.Config.of(none),
        new AnchorGenerator.Config(
            new AnchorSizes.Octaves(4, 3),
            List.of(List.of(0.5, 1.0, 2.0)),
            AnchorGenerator.Rounding.NONE,
            AnchorGenerator.Stride.NOMINAL,
            0),
        new BoxCoder.Config(
            List.of(0.0, 0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0, 1.0),
            -LARGEST_LOG_SIZE,
            LARGEST_LOG_SIZE,
            0),
        new AnchorFilter.Config(AnchorFilter.Cells.OWN_PADDING, null),
        MaxIouMatcher.Config.of(0.5, 0.4, MaxIouMatcher.LowQuality.EACH_BOX_TAKES_ALL),
        new AllSampler(),
        new AnchorLoss.Config(
            new FocalLoss(0.25, 2),
            1,
            new L1Loss(),
            AnchorLoss.DeltaReduction.SUM,
            Normalizer.BATCH_POSITIVES,
            1,
            1),
        new Postprocess.Config(
            0.05,
            1000,
            // The configuration's min_bbox_size is read by region proposal networks alone: boxes
            // that clipping left empty are detections here.
            null,
            0.5,
            100,
            Postprocess.Order.SCORE,
            Postprocess.Clip.IMAGE));
  }
}
