package dev.osprey.detection.preset;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.LandmarkLoss;
import dev.osprey.detection.loss.Normalizer;
import dev.osprey.detection.loss.SmoothL1Loss;
import dev.osprey.detection.loss.SoftmaxCrossEntropy;
import dev.osprey.detection.matching.IgnoreRule;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.onestage.Landmarks;
import dev.osprey.detection.onestage.RetinaFaceConfig;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.sampling.HardNegativeSampler;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.head.RetinaFaceHead;
import dev.osprey.networks.neck.RetinaFaceFpn;
import java.util.List;

/**
 * RetinaFace as Pytorch_Retinaface (biubug6) has it, after Deng et al. 2020. Its published scores
 * on WIDER FACE's easy, medium and hard validation sets are 90.70, 88.16 and 73.82 (MobileNet 0.25)
 * and 94.82, 93.84 and 89.60 (ResNet-50), at the original size of the images.
 */
final class PytorchRetinaFace {
  private static final double PLAIN_RELU = 0;
  private static final List<List<Double>> PRIOR_SIZES =
      List.of(List.of(16.0, 32.0), List.of(64.0, 128.0), List.of(256.0, 512.0));

  /**
   * The peer reads no faces that are marked as invalid; here they are neither face nor background.
   */
  private static final IgnoreRule IGNORE_INVALID =
      new IgnoreRule(0.5, IgnoreRule.ShareOf.CANDIDATE);

  private PytorchRetinaFace() {}

  static RetinaFaceConfig mobileNet() {
    return of(MobileNetV1.Config.of(0.25), 64, 0.1, PRIOR_SIZES);
  }

  /**
   * The network of Face-Detector-1MB-with-landmark (biubug6), whose weights have the same keys and
   * shapes: plain ReLU, and priors for smaller faces. It publishes no scores for it.
   */
  static RetinaFaceConfig mobileNetForSmallFaces() {
    return of(
        MobileNetV1.Config.of(0.25).withLeakySlope(PLAIN_RELU),
        64,
        PLAIN_RELU,
        List.of(List.of(10.0, 20.0), List.of(32.0, 64.0), List.of(128.0, 256.0)));
  }

  static RetinaFaceConfig resNet50() {
    return of(ResNet.Config.of(50), 256, PLAIN_RELU, PRIOR_SIZES);
  }

  private static RetinaFaceConfig of(
      Backbone.Config backbone, int channels, double leakySlope, List<List<Double>> priorSizes) {
    return new RetinaFaceConfig(
        1,
        preprocessing(),
        backbone,
        RetinaFaceFpn.Config.of(channels, leakySlope),
        RetinaFaceHead.Config.of(channels, leakySlope),
        new AnchorGenerator.Config(
            new AnchorSizes.Pixels(priorSizes),
            List.of(List.of(1.0)),
            AnchorGenerator.Rounding.NONE,
            AnchorGenerator.Stride.NOMINAL,
            0.5),
        new BoxCoder.Config(
            List.of(0.0, 0.0, 0.0, 0.0), List.of(0.1, 0.1, 0.2, 0.2), null, null, 0),
        AnchorFilter.Config.none(),
        new MaxIouMatcher.Config(
            0.35,
            0.35,
            MaxIouMatcher.LowQuality.EACH_BOX_TAKES_FIRST_OR_INHERITS,
            0.2,
            IGNORE_INVALID),
        new HardNegativeSampler(7),
        new AnchorLoss.Config(
            new SoftmaxCrossEntropy(SoftmaxCrossEntropy.Background.FIRST, null),
            1,
            new SmoothL1Loss(1),
            AnchorLoss.DeltaReduction.SUM,
            Normalizer.BATCH_POSITIVES_EXACT,
            1,
            2),
        new Landmarks(new LandmarkCoder.Config(0.1), new LandmarkLoss.Config(1, 1)),
        new Postprocess.Config(
            0.02,
            null,
            null,
            0.4,
            750,
            Postprocess.Order.SCORE,
            Postprocess.Clip.NONE,
            5000,
            BoxSideConvention.INCLUSIVE));
  }

  /** Blue, green and red minus their means over WIDER FACE, not scaled, at the original size. */
  private static Preprocessing preprocessing() {
    double level = 1.0 / 255;
    return new Preprocessing(
        new ResizeRule.None(),
        ChannelOrder.BGR,
        List.of(104 * level, 117 * level, 123 * level),
        List.of(level, level, level),
        new Padding(1, Padding.Rule.UP_TO_MULTIPLE));
  }
}
