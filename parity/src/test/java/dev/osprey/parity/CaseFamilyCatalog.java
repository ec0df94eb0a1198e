package dev.osprey.parity;

import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.family.CocoEvalFamily;
import dev.osprey.parity.family.FasterRcnnFamily;
import dev.osprey.parity.family.MmdetOpsFamily;
import dev.osprey.parity.family.MmdetRetinaNetFamily;
import dev.osprey.parity.family.MultiBoxLossFamily;
import dev.osprey.parity.family.PriorBoxFamily;
import dev.osprey.parity.family.RetinaFaceCodecFamily;
import dev.osprey.parity.family.RetinaFaceFamily;
import dev.osprey.parity.family.TorchvisionRetinaNetFamily;
import dev.osprey.parity.family.VocApFamily;
import dev.osprey.parity.family.WiderEvalFamily;
import dev.osprey.parity.family.YhenonFocalLossFamily;
import dev.osprey.parity.family.YhenonRetinaNetFamily;
import dev.osprey.parity.operators.OpsFamily;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The known families of cases. Cases of any other family fail. */
final class CaseFamilyCatalog {
  /** The stages that {@code resnet_fpn_backbone} trains by default: three of five. */
  private static final int THREE_STAGES = 3;

  private static final int ALL_STAGES = 5;

  private static final Map<String, CaseFamily> FAMILIES =
      Map.ofEntries(
          Map.entry("yhenon_retinanet", new YhenonRetinaNetFamily()),
          Map.entry("yhenon_focal_loss", new YhenonFocalLossFamily()),
          Map.entry("ops", new OpsFamily()),
          Map.entry("mmdet_retinanet", new MmdetRetinaNetFamily()),
          Map.entry("mmdet_ops", new MmdetOpsFamily()),
          Map.entry("coco_eval", new CocoEvalFamily()),
          Map.entry("voc_ap", new VocApFamily()),
          Map.entry("wider_eval", new WiderEvalFamily()),
          Map.entry(
              "fasterrcnn_mobilenet_v2",
              new FasterRcnnFamily("fasterrcnn-mobilenet-v2", BatchNorm.Mode.TRAIN, ALL_STAGES)),
          Map.entry(
              "fasterrcnn_vgg16",
              new FasterRcnnFamily("fasterrcnn-vgg16", BatchNorm.Mode.TRAIN, ALL_STAGES)),
          Map.entry("retinaface", new RetinaFaceFamily()),
          Map.entry("retinaface_priorbox", new PriorBoxFamily()),
          Map.entry("retinaface_codec", new RetinaFaceCodecFamily()),
          Map.entry("retinaface_multibox_loss", new MultiBoxLossFamily()));

  /** torchvision's functions, by depth, version and kind of batch norm. */
  private static final Pattern TORCHVISION_RETINANET =
      Pattern.compile("retinanet_resnet(18|34|50|101|152)_fpn(_v2)?(_frozenbn)?");

  private static final Pattern FASTER_RCNN =
      Pattern.compile("fasterrcnn_resnet(18|50)_fpn(_v2)?(_frozenbn)?");

  private CaseFamilyCatalog() {}

  static CaseFamily of(CaseSpec spec) {
    CaseFamily family = FAMILIES.get(spec.family());
    if (family != null) {
      return family;
    }
    return torchvisionRetinaNet(spec.family())
        .or(() -> fasterRcnn(spec.family()))
        .orElseThrow(
            () ->
                new CaseError(
                    "unknown family \""
                        + spec.family()
                        + "\"; known are "
                        + TORCHVISION_RETINANET
                        + ", "
                        + FASTER_RCNN
                        + " and "
                        + FAMILIES.keySet()));
  }

  private static Optional<CaseFamily> torchvisionRetinaNet(String name) {
    Matcher match = TORCHVISION_RETINANET.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    int depth = Integer.parseInt(match.group(1));
    // v2 has no preset of another depth; the family sets the depth of the backbone
    String preset =
        match.group(2) == null ? "retinanet-r" + depth + "-torchvision" : "retinanet-r50-v2";
    return Optional.of(
        match.group(3) == null
            ? new TorchvisionRetinaNetFamily(preset, depth, BatchNorm.Mode.TRAIN, ALL_STAGES)
            : new TorchvisionRetinaNetFamily(preset, depth, BatchNorm.Mode.FROZEN, THREE_STAGES));
  }

  private static Optional<CaseFamily> fasterRcnn(String name) {
    Matcher match = FASTER_RCNN.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    String preset = "fasterrcnn-r" + match.group(1) + (match.group(2) == null ? "" : "-v2");
    return Optional.of(
        match.group(3) == null
            ? new FasterRcnnFamily(preset, BatchNorm.Mode.TRAIN, ALL_STAGES)
            : new FasterRcnnFamily(preset, BatchNorm.Mode.FROZEN, THREE_STAGES));
  }
}
