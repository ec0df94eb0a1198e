package dev.osprey.tensorfiles;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The detectors that Osprey recognises in a checkpoint but does not support. A state dict is
 * recognised by a few keys that no other detector has, a pickled model by its Python class.
 */
public final class UnsupportedDetectors {

  /**
   * One detector.
   *
   * @param name the name with its article
   * @param keys patterns that must each be found in the keys of its state dict; empty if it is
   *     recognised only by class
   * @param classes beginnings of the full names of its Python classes
   */
  private record Unsupported(String name, List<Pattern> keys, List<String> classes) {
    Unsupported orClass(String... beginnings) {
      return new Unsupported(name, keys, List.of(beginnings));
    }

    boolean hasKeys(String allKeys) {
      return !keys.isEmpty() && keys.stream().allMatch(key -> key.matcher(allKeys).find());
    }

    /** Returns the length of the longest beginning that matches a class; 0 if none matches. */
    int lengthOfMatch(String className) {
      return classes.stream()
          .filter(className::startsWith)
          .mapToInt(String::length)
          .max()
          .orElse(0);
    }
  }

  /**
   * All unsupported detectors. The first match by keys counts, so detectors with more parts are
   * listed before those with fewer.
   */
  private static final List<Unsupported> ALL =
      List.of(
          of("a Mask Scoring R-CNN of mmdetection", "roi_head\\.mask_iou_head\\."),
          of(
              "a Cascade Mask R-CNN or HTC of mmdetection",
              "roi_head\\.bbox_head\\.\\d+\\.fc_cls\\.",
              "roi_head\\.mask_head\\.\\d+\\."),
          of("a Cascade R-CNN of mmdetection", "roi_head\\.bbox_head\\.\\d+\\.fc_cls\\.")
              .orClass("mmdet.models.detectors.cascade_rcnn."),
          of("a Cascade R-CNN of mmdetection", "bbox_head\\.\\d+\\.fc_cls\\."),
          of("a Sparse R-CNN or QueryInst", "roi_head\\.bbox_head\\.\\d+\\.inst_interactive"),
          of("a Mask R-CNN of mmdetection", "roi_head\\.mask_head\\.")
              .orClass("mmdet.models.detectors.mask_rcnn."),
          of("a Faster R-CNN of mmdetection", "rpn_head\\.rpn_conv\\."),
          of("a Mask R-CNN of Detectron2", "proposal_generator\\.", "roi_heads\\.mask_head\\."),
          of(
              "a Keypoint R-CNN of Detectron2",
              "proposal_generator\\.",
              "roi_heads\\.keypoint_head\\."),
          of("a Faster R-CNN of Detectron2", "proposal_generator\\.rpn_head\\."),
          of("a RetinaNet of Detectron2", "backbone\\.bottom_up\\.", "head\\.cls_subnet\\."),
          of("a Mask R-CNN of torchvision", "roi_heads\\.mask_(?:head|predictor)\\.")
              .orClass("torchvision.models.detection.mask_rcnn."),
          of("a Keypoint R-CNN of torchvision", "roi_heads\\.keypoint_(?:head|predictor)\\.")
              .orClass("torchvision.models.detection.keypoint_rcnn."),
          of(
              "a Faster R-CNN with MobileNetV3 of torchvision",
              "roi_heads\\.box_predictor\\.",
              "backbone\\.body\\.\\d+\\.block\\."),
          of("an FCOS of torchvision", "head\\.regression_head\\.bbox_ctrness\\.")
              .orClass("torchvision.models.detection.fcos."),
          of(
              "an SSDlite of torchvision",
              "head\\.classification_head\\.module_list\\.0\\.0\\.0\\.",
              "backbone\\.features\\."),
          of(
                  "an SSD of torchvision",
                  "head\\.classification_head\\.module_list\\.",
                  "backbone\\.features\\.")
              .orClass("torchvision.models.detection.ssd."),
          of("an ATSS of mmdetection", "bbox_head\\.atss_(?:cls|centerness)\\.")
              .orClass("mmdet.models.detectors.atss."),
          of("a GFL of mmdetection", "bbox_head\\.gfl_cls\\."),
          of("a VarifocalNet of mmdetection", "bbox_head\\.vfnet_cls\\."),
          of("a TOOD of mmdetection", "bbox_head\\.tood_cls\\."),
          of("an RTMDet of mmdetection", "bbox_head\\.rtm_cls\\."),
          of("a RepPoints of mmdetection", "bbox_head\\.reppoints_cls_conv\\."),
          of("an FCOS of mmdetection", "bbox_head\\.conv_centerness\\.", "bbox_head\\.conv_cls\\.")
              .orClass("mmdet.models.detectors.fcos."),
          of("a CornerNet of mmdetection", "bbox_head\\.tl_heat\\."),
          of("a CenterNet of mmdetection", "bbox_head\\.heatmap_head\\."),
          of("a YOLOX of mmdetection", "bbox_head\\.multi_level_conv_cls\\."),
          of("a YOLOv3 of mmdetection", "bbox_head\\.convs_(?:pred|bridge)\\."),
          of("a YOLO of mmyolo", "bbox_head\\.head_module\\."),
          of("a YOLOF of mmdetection", "bbox_head\\.object_pred\\."),
          of("a FoveaBox of mmdetection", "bbox_head\\.conv_cls\\.", "bbox_head\\.conv_reg\\."),
          of(
              "an SSD of mmdetection",
              "bbox_head\\.cls_convs\\.0\\.\\d+\\.(?:weight|conv)",
              "neck\\.(?:extra_layers|l2_norm)"),
          of(
              "a DETR of mmdetection",
              "bbox_head\\.fc_(?:cls|reg)\\.",
              "(?:transformer|decoder)\\."),
          of(
              "a Deformable DETR or DINO",
              "(?:transformer\\.|encoder\\.|decoder\\.).*sampling_offsets\\.",
              "(?:class_embed|cls_branches|class_labels_classifier|enc_output|enc_score_head)"),
          of("an RT-DETR", "(?:encoder\\.input_proj|enc_score_head|dec_score_head)\\."),
          of("a DETR", "class_embed\\.", "query_embed\\.").orClass("transformers.models.detr."),
          of("a DETR", "class_labels_classifier\\.", "query_position_embeddings\\."),
          of("a YOLOX", "head\\.cls_preds\\.", "backbone\\.backbone\\.stem\\."),
          of("a YOLOv8 or later of Ultralytics", "\\d+\\.dfl\\.conv\\."),
          of("a YOLOv8 or later of Ultralytics", "\\d+\\.cv2\\.0\\.", "\\d+\\.cv3\\.0\\.\\d+\\."),
          of("a YOLOv5 or YOLOv7", "\\d+\\.m\\.[012]\\.(?:weight|bias)", "\\d+\\.conv\\.weight"),
          of("a YOLOv3 or YOLOv4 of Darknet's layers", "module_list\\.\\d+\\.(?:conv|Conv2d)"),
          of("an EfficientDet", "class_net\\.", "box_net\\.").orClass("effdet."),
          of("an EfficientDet", "classifier\\.header\\.", "regressor\\.header\\.", "bifpn\\."),
          of("a CenterNet", "hm\\.\\d+\\.", "wh\\.\\d+\\.", "reg\\.\\d+\\."),
          of("an SSD", "vgg\\.\\d+\\.", "loc\\.\\d+\\.", "conf\\.\\d+\\."),
          of("an MTCNN", "pnet\\.", "rnet\\.", "onet\\."),
          of("a model of Ultralytics (YOLO or RT-DETR)").orClass("ultralytics."),
          of("a YOLOv5 or YOLOv7 model").orClass("models.yolo.", "models.experimental."),
          of("a YOLOv5 model").orClass("yolov5."),
          of("a YOLOX model").orClass("yolox."),
          of("a model of SuperGradients (YOLO-NAS)").orClass("super_gradients."),
          of("a model of Transformers").orClass("transformers.models."));

  private UnsupportedDetectors() {}

  private static Unsupported of(String name, String... keys) {
    return new Unsupported(
        name,
        List.of(keys).stream().map(key -> Pattern.compile("(?:^|\\.|\n)" + key)).toList(),
        List.of());
  }

  /** Returns the detector of a state dict, with its article; empty if no keys match. */
  public static Optional<String> byKeys(Collection<String> keys) {
    String all = String.join("\n", keys);
    return ALL.stream().filter(one -> one.hasKeys(all)).findFirst().map(Unsupported::name);
  }

  /**
   * Returns the detector of a Python class, with its article; empty if the class is unknown.
   *
   * @param className the class name with its module
   */
  public static Optional<String> byClass(String className) {
    return ALL.stream()
        .filter(one -> one.lengthOfMatch(className) > 0)
        .max(Comparator.comparingInt(one -> one.lengthOfMatch(className)))
        .map(Unsupported::name);
  }

  /**
   * Returns the error for importing such a checkpoint.
   *
   * @param what the type of the file: {@code a checkpoint of an SSD}
   */
  public static UserError error(Path file, String what) {
    return new UserError(
        file
            + " is "
            + what
            + ", a detector that Osprey does not have. It has RetinaNet (torchvision, yhenon,"
            + " mmdetection), Faster R-CNN (torchvision, with ResNet and FPN) and RetinaFace"
            + " (biubug6): import a checkpoint of one of these, or train one on your data");
  }
}
