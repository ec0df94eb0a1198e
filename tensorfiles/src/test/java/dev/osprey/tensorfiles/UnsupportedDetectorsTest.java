package dev.osprey.tensorfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedDetectorsTest {
  private static final List<String> BODY =
      List.of(
          "backbone.body.conv1.weight",
          "backbone.body.layer1.0.conv1.weight",
          "backbone.fpn.inner_blocks.0.0.weight",
          "rpn.head.conv.0.0.weight",
          "rpn.head.cls_logits.weight",
          "roi_heads.box_head.fc6.weight",
          "roi_heads.box_predictor.cls_score.weight");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a Mask R-CNN of torchvision | roi_heads.mask_head.0.0.weight roi_heads.mask_predictor.conv5_mask.weight
          a Mask R-CNN of torchvision | roi_heads.mask_head.mask_fcn1.weight roi_heads.mask_predictor.mask_fcn_logits.weight
          a Keypoint R-CNN of torchvision | roi_heads.keypoint_head.0.weight roi_heads.keypoint_predictor.kps_score_lowres.weight
          a Faster R-CNN with MobileNetV3 of torchvision | backbone.body.0.0.weight backbone.body.1.block.0.0.weight
          """)
  void recognisesTorchvisionVariantsOfFasterRcnn(String name, String keys) {
    List<String> all = new ArrayList<>(BODY);
    all.addAll(Arrays.asList(keys.split(" ")));

    assertThat(UnsupportedDetectors.byKeys(all)).contains(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          an SSD of torchvision | backbone.scale_weight backbone.features.0.weight backbone.extra.0.1.weight head.classification_head.module_list.0.weight head.regression_head.module_list.0.weight
          an SSDlite of torchvision | backbone.features.0.0.0.weight head.classification_head.module_list.0.0.0.weight head.regression_head.module_list.0.0.0.weight
          an FCOS of torchvision | backbone.body.conv1.weight head.classification_head.cls_logits.weight head.regression_head.bbox_ctrness.weight
          an FCOS of mmdetection | backbone.conv1.weight neck.fpn_convs.0.conv.weight bbox_head.conv_cls.weight bbox_head.conv_centerness.weight bbox_head.scales.0.scale
          an ATSS of mmdetection | bbox_head.atss_cls.weight bbox_head.atss_reg.weight bbox_head.atss_centerness.weight
          a GFL of mmdetection | bbox_head.gfl_cls.weight bbox_head.gfl_reg.weight bbox_head.integral.project
          a Faster R-CNN of mmdetection | rpn_head.rpn_conv.weight roi_head.bbox_head.fc_cls.weight roi_head.bbox_head.shared_fcs.0.weight
          a Mask R-CNN of mmdetection | rpn_head.rpn_conv.weight roi_head.bbox_head.fc_cls.weight roi_head.mask_head.conv_logits.weight
          a Cascade R-CNN of mmdetection | rpn_head.rpn_conv.weight roi_head.bbox_head.0.fc_cls.weight roi_head.bbox_head.2.fc_cls.weight
          a YOLOX of mmdetection | backbone.stem.conv.conv.weight bbox_head.multi_level_conv_cls.0.weight
          an RTMDet of mmdetection | bbox_head.rtm_cls.0.weight bbox_head.rtm_reg.0.weight
          a Mask R-CNN of Detectron2 | backbone.bottom_up.stem.conv1.weight proposal_generator.rpn_head.conv.weight roi_heads.mask_head.mask_fcn1.weight
          a RetinaNet of Detectron2 | backbone.bottom_up.stem.conv1.weight head.cls_subnet.0.weight head.cls_score.weight
          a YOLOX | backbone.backbone.stem.conv.conv.weight head.cls_preds.0.weight head.obj_preds.0.weight
          a YOLOv5 or YOLOv7 | model.0.conv.weight model.24.m.0.weight model.24.m.0.bias model.24.anchors
          a YOLOv5 or YOLOv7 | module.model.0.conv.weight module.model.105.m.2.weight
          a YOLOv8 or later of Ultralytics | model.0.conv.weight model.22.cv2.0.0.conv.weight model.22.dfl.conv.weight
          a DETR | transformer.encoder.layers.0.linear1.weight class_embed.weight bbox_embed.layers.0.weight query_embed.weight
          a DETR | model.query_position_embeddings.weight class_labels_classifier.weight bbox_predictor.layers.0.weight
          a Deformable DETR or DINO | transformer.encoder.layers.0.self_attn.sampling_offsets.weight class_embed.0.weight
          an SSD | vgg.0.weight extras.0.weight loc.0.weight conf.0.weight
          an EfficientDet | backbone.conv_stem.weight class_net.predict.conv_pw.weight box_net.predict.conv_pw.weight
          a CenterNet | base.base_layer.0.weight hm.0.weight hm.2.weight wh.2.weight reg.2.weight
          """)
  void recognisesOtherDetectors(String name, String keys) {
    assertThat(UnsupportedDetectors.byKeys(List.of(keys.split(" ")))).contains(name);
    List<String> wrapped =
        Arrays.stream(keys.split(" ")).map(key -> "state_dict.module." + key).toList();
    assertThat(UnsupportedDetectors.byKeys(wrapped)).contains(name);
  }

  @Test
  void recognisesPickledModelsByTheirClass() {
    assertThat(UnsupportedDetectors.byClass("ultralytics.nn.tasks.DetectionModel"))
        .contains("a model of Ultralytics (YOLO or RT-DETR)");
    assertThat(UnsupportedDetectors.byClass("models.yolo.Model"))
        .contains("a YOLOv5 or YOLOv7 model");
    assertThat(UnsupportedDetectors.byClass("transformers.models.detr.modeling_detr.DetrModel"))
        .contains("a DETR");
    assertThat(UnsupportedDetectors.byClass("torchvision.models.detection.mask_rcnn.MaskRCNN"))
        .contains("a Mask R-CNN of torchvision");
  }

  @Test
  void doesNotRecogniseClassesOfSupportedNetworks() {
    assertThat(UnsupportedDetectors.byClass("torchvision.models.detection.retinanet.RetinaNet"))
        .isEmpty();
    assertThat(UnsupportedDetectors.byClass("torchvision.models.detection.faster_rcnn.FasterRCNN"))
        .isEmpty();
    assertThat(UnsupportedDetectors.byClass("my.models.yolo.Net")).isEmpty();
  }
}
