"""torchvision's Faster R-CNN: v1 and v2 with a pyramid, MobileNetV2 and VGG16 without."""

import re

import torch
import torchvision
from torch import nn
from torchvision.models import mobilenet_v2, resnet, vgg16
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.models.detection.faster_rcnn import FastRCNNConvFCHead, RPNHead
from torchvision.models.detection.rpn import concat_box_prediction_layers
from torchvision.ops import FrozenBatchNorm2d, MultiScaleRoIAlign

from formula import DEFAULT_RULES

PRESET = re.compile(r"fasterrcnn-(?:r(\d+)(-v2)?|mobilenet-v2|vgg16)")
# Nothing is random if the samplers take every positive and every negative.
ALL = 100000
# Proposals are compared in order: fewer of them, fewer near ties.
LIMITS = {
    "rpn_pre_nms_top_n_test": 100,
    "rpn_post_nms_top_n_test": 40,
    "rpn_pre_nms_top_n_train": 120,
    "rpn_post_nms_top_n_train": 60,
    "rpn_batch_size_per_image": ALL,
    "box_batch_size_per_image": ALL,
    "box_detections_per_img": 32,
}


class TorchvisionFasterRcnn:
    name = f"torchvision {torchvision.__version__} / torch {torch.__version__}"
    # Differences of engines for each: one map of few channels, and sums of thousands.
    rounding = {
        "rpn.head.cls_logits": 2e-6,
        "rpn.head.bbox_pred": 2e-6,
        "roi_heads.box_predictor.cls_score": 1e-5,
        "roi_heads.box_predictor.bbox_pred": 1e-5,
    }
    loss_columns = [
        "loss_classifier",
        "loss_box_reg",
        "loss_objectness",
        "loss_rpn_box_reg",
        "total",
    ]
    tolerance = {}
    detects_at_once = None
    # Options of cases for which the peer has other defaults.
    limits = tuple(LIMITS)
    least_score = 0.05

    def __init__(self, preset, classes, sizes, source=None):
        depth, v2 = PRESET.fullmatch(preset).groups()
        self.depth = int(depth) if depth else None
        self.v2 = v2 is not None
        self.mobile = preset == "fasterrcnn-mobilenet-v2"
        self.family = _family(preset, self.depth, self.v2)
        # Images whose longest sides are equal are not resized. The background is a class.
        self.options = {
            "num_classes": classes + 1,
            "min_size": max(min(size) for size in sizes),
            "max_size": max(max(size) for size in sizes),
            **LIMITS,
        }
        self.resizes = len({max(size) for size in sizes}) > 1
        frozen = self.depth is not None and not self.v2
        self.spec = {
            "batchnorm": "FrozenBatchNorm2d eps 1e-5; no num_batches_tracked entries"
            if frozen
            else "BatchNorm2d eps 1e-5 where the network has any",
            "input_preprocess": "RGB uint8 -> float32 / 255 -> CHW (the model normalises, resizes"
            " and pads)",
        }
        self.detection_rules = _rules(self._detection_gains(), self._backbone_rules())
        # Small, as at the start of a training.
        pyramid = [["fpn.*weight$", "auto", 0.2]]
        self.training_rules = _rules((0.05, 0.001, 0.02, 0.005), pyramid + self._backbone_rules())

    def build(self):
        return (self._with_pyramid() if self.depth else self._without_pyramid()).eval()

    def _with_pyramid(self):
        norm = nn.BatchNorm2d if self.v2 else FrozenBatchNorm2d
        body = getattr(resnet, f"resnet{self.depth}")(weights=None, norm_layer=norm)
        if not self.v2:
            return FasterRCNN(_resnet_fpn_extractor(body, 3), **self.options)
        backbone = _resnet_fpn_extractor(body, 5, norm_layer=norm)
        anchors = AnchorGenerator(
            tuple((size,) for size in (32, 64, 128, 256, 512)), ((0.5, 1.0, 2.0),) * 5
        )
        width = backbone.out_channels
        return FasterRCNN(
            backbone,
            rpn_anchor_generator=anchors,
            rpn_head=RPNHead(width, anchors.num_anchors_per_location()[0], conv_depth=2),
            box_head=FastRCNNConvFCHead((width, 7, 7), [width] * 4, [1024], norm_layer=norm),
            **self.options,
        )

    def _without_pyramid(self):
        # VGG16 without its last pooling has a stride of 16.
        backbone = mobilenet_v2().features if self.mobile else vgg16().features[:-1]
        backbone.out_channels = 1280 if self.mobile else 512
        return FasterRCNN(
            backbone,
            rpn_anchor_generator=AnchorGenerator(((32, 64, 128, 256, 512),), ((0.5, 1.0, 2.0),)),
            box_roi_pool=MultiScaleRoIAlign(["0"], output_size=7, sampling_ratio=2),
            **self.options,
        )

    def detect(self, model, pictures):
        """All stages of one run, each computed from the one before."""
        images = _images(model, pictures)
        with torch.no_grad():
            batch, _ = model.transform(images)
            found = {"input.batched": batch.tensors}
            features = model.backbone(batch.tensors)
            if self.depth:
                body = model.backbone.body(batch.tensors).values()
                found.update((f"body.{i}", level) for i, level in enumerate(body))
            else:
                features = {"0": features}
            found.update((f"backbone.{name}", level) for name, level in features.items())
            proposals = _propose(model.rpn, batch, features, found)
            _detect(model, proposals, batch, features, pictures, found)
        return found

    def spread_scores(self, model, pictures):
        """Gives each class logits of deviation 2 around 0 in these images. By the rules alone all
        regions of a large image have nearly the same scores.
        """
        found = self.detect(model, pictures)
        logits = torch.cat([found[f"roi.class_logits.{i}"] for i in range(len(pictures))])
        layer, gains = model.roi_heads.box_predictor.cls_score, 2 / logits.std(0)
        with torch.no_grad():
            layer.bias.sub_(logits.mean(0)).mul_(gains)
            layer.weight.mul_(gains[:, None])

    def whole(self, model, picture):
        """The detections that a user of the peer gets for an image."""
        with torch.no_grad():
            return model(_images(model, [picture]))[0]

    def trains(self, model):
        model.train()

    def losses(self, model, pictures, objects):
        dtype = next(model.parameters()).dtype
        targets = [
            {
                "boxes": torch.tensor(boxes, dtype=dtype).reshape(-1, 4),
                "labels": torch.tensor(labels, dtype=torch.long) + 1,
            }
            for boxes, labels in objects
        ]
        return model(_images(model, pictures), targets)

    def training_spec(self, objects):
        targets = [
            {"boxes": boxes, "labels": [label + 1 for label in labels]} for boxes, labels in objects
        ]
        trained = {"trainable_layers": 5 if self.v2 else 3} if self.depth else {}
        return {"options": dict(self.options, **trained), "targets": targets}

    def _detection_gains(self):
        """The layers of objectness, proposal deltas, class logits and box deltas."""
        if self.depth:
            return (0.05, 0.005, 0.6, 0.3) if self.v2 else (0.05, 0.005, 0.3, 0.1)
        return (0.3, 0.03, 1.0, 0.5) if self.mobile else (0.3, 0.05, 1.0, 0.5)

    def _backbone_rules(self):
        if self.depth:
            return []
        return [["backbone.*weight$", "auto", 1.4 if self.mobile else 2.0]]


def _family(preset, depth, v2):
    if depth is None:
        return preset.replace("-", "_")
    return f"fasterrcnn_resnet{depth}_fpn{'_v2' if v2 else '_frozenbn'}"


def _rules(gains, backbone):
    objectness, proposals, classes, boxes = gains
    return [
        ["rpn\\.head\\.cls_logits\\.weight$", "fan", objectness],
        ["rpn\\.head\\.bbox_pred\\.weight$", "fan", proposals],
        ["rpn\\.head\\.conv.*weight$", "fan", 2.0],
        ["box_head.*weight$", "auto", 2.0],
        ["cls_score\\.weight$", "fan", classes],
        ["box_predictor\\.bbox_pred\\.weight$", "fan", boxes],
        *backbone,
        *DEFAULT_RULES,
    ]


def _propose(rpn, batch, features, found):
    levels = list(features.values())
    objectness, deltas = rpn.head(levels)
    anchors = rpn.anchor_generator(batch, levels)
    counts = [level[0].numel() for level in objectness]
    found["anchors"] = anchors[0]
    for i, cell in enumerate(rpn.anchor_generator.cell_anchors):
        found[f"cell_anchors.{i}"] = cell
    for i, (logits, offsets) in enumerate(zip(objectness, deltas)):
        found[f"rpn.objectness.{i}"] = logits
        found[f"rpn.deltas.{i}"] = offsets
    logits, offsets = concat_box_prediction_layers(objectness, deltas)
    boxes = rpn.box_coder.decode(offsets, anchors).view(len(anchors), -1, 4)
    proposals, scores = rpn.filter_proposals(boxes, logits, batch.image_sizes, counts)
    for i in range(len(anchors)):
        found[f"proposals.{i}.boxes"] = proposals[i]
        found[f"proposals.{i}.scores"] = scores[i]
    return proposals


def _detect(model, proposals, batch, features, pictures, found):
    heads = model.roi_heads
    pooled = heads.box_roi_pool(features, proposals, batch.image_sizes)
    vectors = heads.box_head(pooled)
    logits, deltas = heads.box_predictor(vectors)
    found["roi.pooled"], found["roi.box_head"] = pooled, vectors
    counts = [len(boxes) for boxes in proposals]
    for i, (classes, offsets) in enumerate(zip(logits.split(counts), deltas.split(counts))):
        found[f"roi.class_logits.{i}"] = classes
        found[f"roi.box_regression.{i}"] = offsets
    parts = heads.postprocess_detections(logits, deltas, proposals, batch.image_sizes)
    detections = [dict(zip(("boxes", "scores", "labels"), picture)) for picture in zip(*parts)]
    sizes = [picture.shape[:2] for picture in pictures]
    for i, picture in enumerate(model.transform.postprocess(detections, batch.image_sizes, sizes)):
        for part, values in picture.items():
            found[f"det.{i}.{part}"] = values


def _images(model, pictures):
    dtype = next(model.parameters()).dtype
    scaled = [torch.from_numpy(p).permute(2, 0, 1).float() / 255 for p in pictures]
    return [image.to(dtype) for image in scaled]
