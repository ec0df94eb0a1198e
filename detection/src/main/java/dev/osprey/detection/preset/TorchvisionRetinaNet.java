package dev.osprey.detection.preset;

import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.BoxLoss;
import dev.osprey.detection.loss.FocalLoss;
import dev.osprey.detection.loss.GiouLoss;
import dev.osprey.detection.loss.L1Loss;
import dev.osprey.detection.loss.Normalizer;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.onestage.RetinaNetConfig;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import java.util.ArrayList;
import java.util.List;

/**
 * RetinaNet as torchvision has it (Lin et al. 2017; v2 after Zhang et al. 2020, ATSS, and Wu &amp;
 * He 2018). Its published scores on COCO val2017 are 36.4 (ResNet-50, v1) and 41.5 (v2) box mAP.
 *
 * <p>Backbones start from nothing with trained batch norm, as torchvision's do without weights. To
 * fine-tune ImageNet weights as the published runs did, set {@code backbone.norm.mode: frozen} and
 * {@code backbone.frozenStages: 1}.
 */
final class TorchvisionRetinaNet {
  private static final int COCO_CATEGORY_IDS = 91;

  private TorchvisionRetinaNet() {}

  /** P6 from P5, plain towers, L1 on deltas. */
  static RetinaNetConfig v1(int depth) {
    return of(depth, ExtraLevels.Source.P5, new NormConfig.None(), new L1Loss());
  }

  /** P6 from C5, group norm in the towers, GIoU on boxes. */
  static RetinaNetConfig v2(int depth) {
    return of(depth, ExtraLevels.Source.C5, new NormConfig.Group(32, 1e-5), new GiouLoss(1e-7));
  }

  private static RetinaNetConfig of(
      int depth, ExtraLevels.Source p6Source, NormConfig towerNorm, BoxLoss boxLoss) {
    return new RetinaNetConfig(
        COCO_CATEGORY_IDS,
        TorchvisionPreprocessing.standard(),
        ResNet.Config.of(depth),
        Fpn.Config.of(ExtraLevels.Convolutions.p6p7(p6Source)),
        RetinaNetHead.Config.of(towerNorm),
        new AnchorGenerator.Config(
            new AnchorSizes.Pixels(anchorSizes()),
            List.of(List.of(0.5, 1.0, 2.0)),
            AnchorGenerator.Rounding.NEAREST_EVEN,
            AnchorGenerator.Stride.FROM_GRID,
            0),
        new BoxCoder.Config(
            List.of(0.0, 0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0, 1.0),
            null,
            Math.log(1000.0 / 16),
            0),
        AnchorFilter.Config.none(),
        MaxIouMatcher.Config.of(0.5, 0.4, MaxIouMatcher.LowQuality.OWN_BEST_BOX),
        new AllSampler(),
        new AnchorLoss.Config(
            new FocalLoss(0.25, 2),
            1,
            boxLoss,
            AnchorLoss.DeltaReduction.SUM,
            Normalizer.IMAGE_POSITIVES,
            1,
            1),
        new Postprocess.Config(
            0.05, 1000, null, 0.5, 300, Postprocess.Order.SCORE, Postprocess.Clip.IMAGE));
  }

  /** Three octaves' thirds per level, cut to whole pixels: 32, 40, 50 to 512, 645, 812. */
  private static List<List<Double>> anchorSizes() {
    List<List<Double>> sizes = new ArrayList<>();
    for (int base = 32; base <= 512; base *= 2) {
      sizes.add(
          List.of(
              (double) base,
              Math.floor(base * Math.pow(2, 1.0 / 3)),
              Math.floor(base * Math.pow(2, 2.0 / 3))));
    }
    return sizes;
  }
}
