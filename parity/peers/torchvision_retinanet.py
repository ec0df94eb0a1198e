"""torchvision's RetinaNet, v1 and v2, with frozen batch norms."""

import re
from functools import partial

import torch
import torchvision
from torch import nn
from torchvision.models import resnet
from torchvision.models.detection import RetinaNet
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.models.detection.retinanet import RetinaNetHead, _default_anchorgen
from torchvision.ops import FrozenBatchNorm2d
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

PRESET = re.compile(r"retinanet-r(\d+)-(torchvision|v2)")
WIDTH = 256


class TorchvisionRetinaNet:
    name = f"torchvision {torchvision.__version__} / torch {torch.__version__}"
    class_output = "head.classification_head.cls_logits"
    box_output = "head.regression_head.bbox_reg"
    tower_rule = ["head\\..*conv.*weight$", "auto", 2.0]
    loss_columns = ["classification", "bbox_regression", "total"]
    tolerance = {}
    candidates = 200
    least_score = 0.05
    detects_at_once = None

    def __init__(self, preset, classes, sizes, source=None):
        depth, dialect = PRESET.fullmatch(preset).groups()
        self.depth = int(depth)
        self.v2 = dialect == "v2"
        self.family = f"retinanet_resnet{depth}_fpn{'_v2' if self.v2 else ''}_frozenbn"
        # Images whose longest sides are equal are not resized.
        self.options = {
            "num_classes": classes,
            "min_size": max(min(size) for size in sizes),
            "max_size": max(max(size) for size in sizes),
        }
        self.resizes = len({max(size) for size in sizes}) > 1
        self.spec = {
            "batchnorm": "FrozenBatchNorm2d eps 1e-5; no num_batches_tracked entries",
            "input_preprocess": "RGB uint8 -> float32 / 255 -> CHW (the model normalises, resizes"
            " and pads)",
        }

    def build(self):
        body = getattr(resnet, f"resnet{self.depth}")(weights=None, norm_layer=FrozenBatchNorm2d)
        p6_input = body.fc.in_features if self.v2 else WIDTH
        backbone = _resnet_fpn_extractor(
            body, 3, returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(p6_input, WIDTH)
        )
        if not self.v2:
            return RetinaNet(backbone, **self.options).eval()
        anchors = _default_anchorgen()
        head = RetinaNetHead(
            backbone.out_channels,
            anchors.num_anchors_per_location()[0],
            self.options["num_classes"],
            norm_layer=partial(nn.GroupNorm, 32),
        )
        head.regression_head._loss_type = "giou"
        return RetinaNet(backbone, anchor_generator=anchors, head=head, **self.options).eval()

    def detect(self, model, pictures):
        images = _images(model, pictures)
        with torch.no_grad():
            batch, _ = model.transform(images)
            body = list(model.backbone.body(batch.tensors).values())
            features = list(model.backbone(batch.tensors).values())
            outputs = model.head(features)
            anchors = model.anchor_generator(batch, features)[0]
            detections = model(images)
        found = {"input.batched": batch.tensors, "anchors": anchors}
        found.update((f"body.{i}", level) for i, level in enumerate(body))
        names = ["0", "1", "2", "p6", "p7"]
        found.update((f"backbone.{name}", level) for name, level in zip(names, features))
        for i, cell in enumerate(model.anchor_generator.cell_anchors):
            found[f"cell_anchors.{i}"] = cell
        found["head.cls_logits"] = outputs["cls_logits"]
        found["head.bbox_regression"] = outputs["bbox_regression"]
        for i, picture in enumerate(detections):
            for part in ("boxes", "scores", "labels"):
                found[f"det.{i}.{part}"] = picture[part]
        return found

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
                "labels": torch.tensor(labels, dtype=torch.long),
            }
            for boxes, labels in objects
        ]
        return model(_images(model, pictures), targets)

    def training_spec(self, objects):
        targets = [{"boxes": boxes, "labels": labels} for boxes, labels in objects]
        return {"options": dict(self.options, trainable_layers=3), "targets": targets}


def _images(model, pictures):
    dtype = next(model.parameters()).dtype
    scaled = [torch.from_numpy(p).permute(2, 0, 1).float() / 255 for p in pictures]
    return [image.to(dtype) for image in scaled]
