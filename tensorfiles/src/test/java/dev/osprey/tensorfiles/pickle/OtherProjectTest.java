package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OtherProjectTest {
  @Test
  void wholeModelsOfDetectorsThatAreLackingAreNamed() {
    assertThat(OtherProject.of("ultralytics.nn.tasks.DetectionModel"))
        .contains("a model of Ultralytics (YOLO or RT-DETR)");
    assertThat(OtherProject.of("models.yolo.Model")).contains("a YOLOv5 or YOLOv7 model");
    assertThat(OtherProject.of("transformers.models.detr.modeling_detr.DetrModel"))
        .contains("a DETR");
    assertThat(OtherProject.of("torchvision.models.detection.mask_rcnn.MaskRCNN"))
        .contains("a Mask R-CNN of torchvision");
  }

  @Test
  void classesOfNetworksThatThereAreAreNotTakenForOthers() {
    assertThat(OtherProject.of("torchvision.models.detection.retinanet.RetinaNet")).isEmpty();
    assertThat(OtherProject.of("torchvision.models.detection.faster_rcnn.FasterRCNN")).isEmpty();
    assertThat(OtherProject.of("my.models.yolo.Net")).isEmpty();
  }
}
