package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Detectors that there is no preset for, told by a few keys that their checkpoints have and those
 * of others have not.
 */
final class OtherDetectors {

  /**
   * One of them.
   *
   * @param name with its article
   * @param keys patterns; a checkpoint has a key that each of them matches, whatever stands before
   *     and after
   */
  private record Other(String name, List<Pattern> keys) {
    static Other of(String name, String... keys) {
      return new Other(
          name, List.of(keys).stream().map(key -> Pattern.compile("(?:^|\\.|\n)" + key)).toList());
    }

    boolean is(String allKeys) {
      return keys.stream().allMatch(key -> key.matcher(allKeys).find());
    }
  }

  /** The first that fits is meant: those with more parts stand before those with fewer. */
  private static final List<Other> ALL =
      List.of(
          Other.of("a Mask Scoring R-CNN of mmdetection", "roi_head\\.mask_iou_head\\."),
          Other.of(
              "a Cascade Mask R-CNN or HTC of mmdetection",
              "roi_head\\.bbox_head\\.\\d+\\.fc_cls\\.",
              "roi_head\\.mask_head\\.\\d+\\."),
          Other.of("a Cascade R-CNN of mmdetection", "roi_head\\.bbox_head\\.\\d+\\.fc_cls\\."),
          Other.of("a Cascade R-CNN of mmdetection", "bbox_head\\.\\d+\\.fc_cls\\."),
          Other.of("a Sparse R-CNN or QueryInst", "roi_head\\.bbox_head\\.\\d+\\.inst_interactive"),
          Other.of("a Mask R-CNN of mmdetection", "roi_head\\.mask_head\\."),
          Other.of("a Faster R-CNN of mmdetection", "rpn_head\\.rpn_conv\\."),
          Other.of(
              "a Mask R-CNN of Detectron2", "proposal_generator\\.", "roi_heads\\.mask_head\\."),
          Other.of(
              "a Keypoint R-CNN of Detectron2",
              "proposal_generator\\.",
              "roi_heads\\.keypoint_head\\."),
          Other.of("a Faster R-CNN of Detectron2", "proposal_generator\\.rpn_head\\."),
          Other.of("a RetinaNet of Detectron2", "backbone\\.bottom_up\\.", "head\\.cls_subnet\\."),
          Other.of("a Mask R-CNN of torchvision", "roi_heads\\.mask_(?:head|predictor)\\."),
          Other.of("a Keypoint R-CNN of torchvision", "roi_heads\\.keypoint_(?:head|predictor)\\."),
          Other.of(
              "a Faster R-CNN with MobileNetV3 of torchvision",
              "roi_heads\\.box_predictor\\.",
              "backbone\\.body\\.\\d+\\.block\\."),
          Other.of("an FCOS of torchvision", "head\\.regression_head\\.bbox_ctrness\\."),
          Other.of(
              "an SSDlite of torchvision",
              "head\\.classification_head\\.module_list\\.0\\.0\\.0\\.",
              "backbone\\.features\\."),
          Other.of(
              "an SSD of torchvision",
              "head\\.classification_head\\.module_list\\.",
              "backbone\\.features\\."),
          Other.of("an ATSS of mmdetection", "bbox_head\\.atss_(?:cls|centerness)\\."),
          Other.of("a GFL of mmdetection", "bbox_head\\.gfl_cls\\."),
          Other.of("a VarifocalNet of mmdetection", "bbox_head\\.vfnet_cls\\."),
          Other.of("a TOOD of mmdetection", "bbox_head\\.tood_cls\\."),
          Other.of("an RTMDet of mmdetection", "bbox_head\\.rtm_cls\\."),
          Other.of("a RepPoints of mmdetection", "bbox_head\\.reppoints_cls_conv\\."),
          Other.of(
              "an FCOS of mmdetection",
              "bbox_head\\.conv_centerness\\.",
              "bbox_head\\.conv_cls\\."),
          Other.of("a CornerNet of mmdetection", "bbox_head\\.tl_heat\\."),
          Other.of("a CenterNet of mmdetection", "bbox_head\\.heatmap_head\\."),
          Other.of("a YOLOX of mmdetection", "bbox_head\\.multi_level_conv_cls\\."),
          Other.of("a YOLOv3 of mmdetection", "bbox_head\\.convs_(?:pred|bridge)\\."),
          Other.of("a YOLO of mmyolo", "bbox_head\\.head_module\\."),
          Other.of("a YOLOF of mmdetection", "bbox_head\\.object_pred\\."),
          Other.of(
              "a FoveaBox of mmdetection", "bbox_head\\.conv_cls\\.", "bbox_head\\.conv_reg\\."),
          Other.of(
              "an SSD of mmdetection",
              "bbox_head\\.cls_convs\\.0\\.\\d+\\.(?:weight|conv)",
              "neck\\.(?:extra_layers|l2_norm)"),
          Other.of(
              "a DETR of mmdetection",
              "bbox_head\\.fc_(?:cls|reg)\\.",
              "(?:transformer|decoder)\\."),
          Other.of(
              "a Deformable DETR or DINO",
              "(?:transformer\\.|encoder\\.|decoder\\.).*sampling_offsets\\.",
              "(?:class_embed|cls_branches|class_labels_classifier|enc_output|enc_score_head)"),
          Other.of("an RT-DETR", "(?:encoder\\.input_proj|enc_score_head|dec_score_head)\\."),
          Other.of("a DETR", "class_embed\\.", "query_embed\\."),
          Other.of("a DETR", "class_labels_classifier\\.", "query_position_embeddings\\."),
          Other.of("a YOLOX", "head\\.cls_preds\\.", "backbone\\.backbone\\.stem\\."),
          Other.of("a YOLOv8 or later of Ultralytics", "\\d+\\.dfl\\.conv\\."),
          Other.of(
              "a YOLOv8 or later of Ultralytics", "\\d+\\.cv2\\.0\\.", "\\d+\\.cv3\\.0\\.\\d+\\."),
          Other.of(
              "a YOLOv5 or YOLOv7", "\\d+\\.m\\.[012]\\.(?:weight|bias)", "\\d+\\.conv\\.weight"),
          Other.of(
              "a YOLOv3 or YOLOv4 of Darknet's layers", "module_list\\.\\d+\\.(?:conv|Conv2d)"),
          Other.of("an EfficientDet", "class_net\\.", "box_net\\."),
          Other.of(
              "an EfficientDet", "classifier\\.header\\.", "regressor\\.header\\.", "bifpn\\."),
          Other.of("a CenterNet", "hm\\.\\d+\\.", "wh\\.\\d+\\.", "reg\\.\\d+\\."),
          Other.of("an SSD", "vgg\\.\\d+\\.", "loc\\.\\d+\\.", "conf\\.\\d+\\."),
          Other.of("an MTCNN", "pnet\\.", "rnet\\.", "onet\\."));

  private OtherDetectors() {}

  /** The mistake of importing one of them; empty where the keys show none. */
  static Optional<UserError> error(Path file, Set<String> keys) {
    return name(keys).map(name -> new UserError(text(file, name)));
  }

  /** With its article; empty where the keys show none. */
  static Optional<String> name(Collection<String> keys) {
    String all = keys.stream().collect(Collectors.joining("\n"));
    return ALL.stream().filter(other -> other.is(all)).map(Other::name).findFirst();
  }

  private static String text(Path file, String name) {
    return file
        + " is a checkpoint of "
        + name
        + ", a detector that Osprey does not have. It has RetinaNet (torchvision, yhenon,"
        + " mmdetection), Faster R-CNN (torchvision, with ResNet and FPN) and RetinaFace (biubug6):"
        + " import a checkpoint of one of these, or train one on your data";
  }
}
