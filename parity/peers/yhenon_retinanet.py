"""yhenon/pytorch-retinanet at 0348a9d, from a checkout of the user."""

import re
import sys

import numpy as np
import torch

from checkouts import checkout

PRESET = re.compile(r"retinanet-r(\d+)-yhenon")
REPOSITORY = "https://github.com/yhenon/pytorch-retinanet"
COMMIT = "0348a9d57b279e3b5b235461b472d37da5feec3d"
MEAN = np.array([0.485, 0.456, 0.406])
STD = np.array([0.229, 0.224, 0.225])


class YhenonRetinaNet:
    name = "yhenon/pytorch-retinanet 0348a9d"
    class_output = "classificationModel.output"
    box_output = "regressionModel.output"
    tower_rule = ["Model\\.conv.*weight$", "fan", 2.0]
    loss_columns = ["classification", "regression", "total"]
    tolerance = {}
    # There is no limit on detections, and each class is compared completely: a few are enough.
    candidates = 150
    resizes = False
    # Its NMS would mix the images of a batch.
    least_score = 0.05
    detects_at_once = 1

    def __init__(self, preset, classes, sizes, source=None):
        self.family = "yhenon_retinanet"
        self.depth = int(PRESET.fullmatch(preset).group(1))
        self.options = {"depth": f"resnet{self.depth}", "num_classes": classes}
        self.spec = {
            "score_thresh": 0.05,
            "nms_thresh": 0.5,
            "batchnorm": "eval mode; weight and bias are trained",
            "input_preprocess": "((float32(px/255)) - mean)/std in float64 then float32",
        }
        for height, width in sizes:
            if height % 32 or width % 32 or (height, width) != sizes[0]:
                raise SystemExit(
                    "--sizes: this peer upsamples by exactly 2 and takes batches of one size; give"
                    " equal sizes in multiples of 32, such as 160x192,160x192"
                )
        sys.path.insert(0, str(checkout(REPOSITORY, COMMIT, source)))

    def build(self):
        from retinanet import model

        return getattr(model, f"resnet{self.depth}")(self.options["num_classes"]).eval()

    def detect(self, model, pictures):
        images = _images(model, pictures)
        stages = {"C3": model.layer2, "C4": model.layer3, "C5": model.layer4}
        found = {"input": images}
        hooks = [
            layer.register_forward_hook(lambda _, __, out, name=name: found.update({name: out}))
            for name, layer in {
                **stages,
                "fpn": model.fpn,
                "anchors": model.anchors,
                "decoded_unclipped": model.regressBoxes,
            }.items()
        ]
        # Each head runs once for each level.
        levels = {"regression": [], "classification": []}
        for name, values in levels.items():
            head = getattr(model, f"{name}Model")
            hooks.append(head.register_forward_hook(lambda _, __, out, v=values: v.append(out)))
        # The peer clips its decoded boxes in place.
        clip = model.clipBoxes.forward
        model.clipBoxes.forward = lambda boxes, image: clip(boxes.clone(), image)
        try:
            with torch.no_grad():
                scores, labels, boxes = model(images)
        finally:
            del model.clipBoxes.forward
            for hook in hooks:
                hook.remove()
        found.update((f"P{3 + i}", level) for i, level in enumerate(found.pop("fpn")))
        found.update((name, torch.cat(values, dim=1)) for name, values in levels.items())
        found.update({"det.scores": scores, "det.labels": labels, "det.boxes": boxes})
        return found

    def whole(self, model, picture):
        """Detections of the peer's evaluation on COCO for an image, with its resizing."""
        from retinanet.dataloader import Normalizer, Resizer

        sample = {"img": picture.astype(np.float32) / 255.0, "annot": np.zeros((0, 5))}
        sample = Resizer()(Normalizer()(sample))
        with torch.no_grad():
            scores, labels, boxes = model(sample["img"].permute(2, 0, 1).float()[None])
        return {"boxes": boxes / sample["scale"], "scores": scores, "labels": labels}

    def trains(self, model):
        model.train()
        model.freeze_bn()

    def losses(self, model, pictures, objects):
        rows = max(1, max(len(labels) for _, labels in objects))
        annotations = torch.full((len(objects), rows, 5), -1.0)
        for i, (boxes, labels) in enumerate(objects):
            for k, label in enumerate(labels):
                annotations[i, k] = torch.tensor([*boxes[k], label])
        images = _images(model, pictures)
        terms = model([images, annotations.to(images.dtype)])
        return {name: term.mean() for name, term in zip(self.loss_columns, terms)}

    def training_spec(self, objects):
        rows = [[[*box, label] for box, label in zip(*picture)] for picture in objects]
        return {"options": self.options, "annotations": rows}


def _images(model, pictures):
    dtype = next(model.parameters()).dtype
    scaled = [((p.astype(np.float32) / 255.0 - MEAN) / STD).astype(np.float32) for p in pictures]
    return torch.stack([torch.from_numpy(s).permute(2, 0, 1).to(dtype) for s in scaled])
