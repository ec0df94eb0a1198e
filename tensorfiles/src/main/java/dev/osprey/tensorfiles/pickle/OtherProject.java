package dev.osprey.tensorfiles.pickle;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Detectors that there is no network for, told by the Python class that a whole model has. */
public final class OtherProject {

  /** By the start of the class's full name. */
  private static final Map<String, String> NAMES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ultralytics.", "a model of Ultralytics (YOLO or RT-DETR)"),
              Map.entry("models.yolo.", "a YOLOv5 or YOLOv7 model"),
              Map.entry("models.experimental.", "a YOLOv5 or YOLOv7 model"),
              Map.entry("yolov5.", "a YOLOv5 model"),
              Map.entry("yolox.", "a YOLOX model"),
              Map.entry("super_gradients.", "a model of SuperGradients (YOLO-NAS)"),
              Map.entry("effdet.", "an EfficientDet"),
              Map.entry("transformers.models.detr.", "a DETR"),
              Map.entry("transformers.models.", "a model of Transformers"),
              Map.entry("torchvision.models.detection.mask_rcnn.", "a Mask R-CNN of torchvision"),
              Map.entry(
                  "torchvision.models.detection.keypoint_rcnn.", "a Keypoint R-CNN of torchvision"),
              Map.entry("torchvision.models.detection.ssd.", "an SSD of torchvision"),
              Map.entry("torchvision.models.detection.fcos.", "an FCOS of torchvision"),
              Map.entry("mmdet.models.detectors.mask_rcnn.", "a Mask R-CNN of mmdetection"),
              Map.entry("mmdet.models.detectors.cascade_rcnn.", "a Cascade R-CNN of mmdetection"),
              Map.entry("mmdet.models.detectors.fcos.", "an FCOS of mmdetection"),
              Map.entry("mmdet.models.detectors.atss.", "an ATSS of mmdetection")));

  private OtherProject() {}

  /**
   * What a class is a model of, with its article; empty where nothing is known of it.
   *
   * @param name with its module
   */
  public static Optional<String> of(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .reduce((shorter, longer) -> longer)
        .map(Map.Entry::getValue);
  }
}
