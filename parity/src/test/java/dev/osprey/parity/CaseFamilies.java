package dev.osprey.parity;

import dev.osprey.networks.layer.BatchNorm;
import java.util.Map;

/** The catalogue of families; one that is not in it fails its cases. */
final class CaseFamilies {
  /** {@code resnet_fpn_backbone} trains three stages of five where nothing is said. */
  private static final int THREE_STAGES = 3;

  private static final int ALL_STAGES = 5;

  private static final Map<String, CaseFamily> FAMILIES =
      Map.of(
          "retinanet_resnet50_fpn",
          new TorchvisionRetinaNetFamily(
              "retinanet-r50-torchvision", 50, BatchNorm.Mode.TRAIN, ALL_STAGES),
          "retinanet_resnet50_fpn_v2",
          new TorchvisionRetinaNetFamily("retinanet-r50-v2", 50, BatchNorm.Mode.TRAIN, ALL_STAGES),
          "retinanet_resnet18_fpn_frozenbn",
          new TorchvisionRetinaNetFamily(
              "retinanet-r18-torchvision", 18, BatchNorm.Mode.FROZEN, THREE_STAGES),
          "retinanet_resnet18_fpn_v2_frozenbn",
          new TorchvisionRetinaNetFamily(
              "retinanet-r50-v2", 18, BatchNorm.Mode.FROZEN, THREE_STAGES),
          "yhenon_retinanet",
          new YhenonRetinaNetFamily(),
          "yhenon_focal_loss",
          new YhenonFocalLossFamily(),
          "ops",
          new OpsFamily(),
          "mmdet_ops",
          new MmdetOpsFamily(),
          "coco_eval",
          new CocoEvalFamily());

  private CaseFamilies() {}

  static CaseFamily of(CaseSpec spec) {
    CaseFamily family = FAMILIES.get(spec.family());
    if (family == null) {
      throw new CaseError(
          "unknown family \"" + spec.family() + "\"; known are " + FAMILIES.keySet());
    }
    return family;
  }
}
