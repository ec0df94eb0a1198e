"""mmdetection 2.x's RetinaNet (retinanet_r50_fpn, its depths, ResNeXt and caffe), on a CPU."""

import re

import numpy as np
import torch

import mmcv_ops

mmcv_ops.install()

import mmcv  # noqa: E402
import mmdet  # noqa: E402
from mmdet.apis import inference_detector  # noqa: E402
from mmdet.models import build_detector  # noqa: E402

PRESET = re.compile(r"retinanet-(?:r|x)(\d+)(-caffe)?(?:-(\d+)x(\d+)d)?-mmdet")
# As in its configurations: for pixels from 0 to 255.
TORCHVISION_PIXELS = dict(
    mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True
)
CAFFE_PIXELS = dict(mean=[103.53, 116.28, 123.675], std=[1.0, 1.0, 1.0], to_rgb=False)
# Those pixels are about 57 times larger than normalised ones, Detectron's stem that much smaller.
CAFFE_STEM = ["^backbone\\.conv1\\.weight$", "auto", 3e-4]
PADDING = 32


class MmdetRetinaNet:
    name = f"mmdetection {mmdet.__version__} / mmcv {mmcv.__version__} / torch {torch.__version__}"
    family = "mmdet_retinanet"
    class_output = "bbox_head.retina_cls"
    box_output = "bbox_head.retina_reg"
    tower_rule = ["bbox_head\\.(cls|reg)_convs.*weight$", "auto", 2.0]
    loss_columns = ["classification", "bbox_regression", "total"]
    # Anchors are not whole numbers, and float32 adds them in another order.
    tolerance = {"anchors_abs": 1e-4, "targets_abs": 1e-4}
    candidates = 200
    least_score = 0.05
    detects_at_once = None
    resizes = False

    def __init__(self, preset, classes, sizes, source=None):
        depth, caffe, groups, width = PRESET.fullmatch(preset).groups()
        self.depth = int(depth)
        self.caffe = caffe is not None
        self.pixels = CAFFE_PIXELS if self.caffe else TORCHVISION_PIXELS
        self.groups = {"groups": int(groups), "base_width": int(width)} if groups else {}
        self.options = {"depth": self.depth, "num_classes": classes}
        if self.caffe:
            self.options["style"] = "caffe"
            self.stem_rules = [CAFFE_STEM]
        trained = "no weight or bias" if self.caffe else "weight and bias of the stages 2 to 4"
        self.spec = {
            "batchnorm": f"stage 1 frozen; running statistics everywhere, {trained} trained",
            "input_preprocess": f"{'BGR' if self.caffe else 'RGB'}, (px - mean) * (1 / std), not"
            " resized; each picture is padded to a multiple of 32 (its pad_shape), then to the"
            " largest of the batch",
        }

    def build(self):
        return build_detector(mmcv.ConfigDict(self._config())).eval()

    def _config(self):
        """mmdetection's retinanet_r50_fpn with its defaults."""
        stages = [64, 128, 256, 512] if self.depth < 50 else [256, 512, 1024, 2048]
        return dict(
            type="RetinaNet",
            backbone=dict(
                type="ResNeXt" if self.groups else "ResNet",
                **self.groups,
                depth=self.depth,
                frozen_stages=1,
                norm_cfg=dict(type="BN", requires_grad=not self.caffe),
                norm_eval=True,
                style="caffe" if self.caffe else "pytorch",
            ),
            neck=dict(
                type="FPN",
                in_channels=stages,
                out_channels=256,
                start_level=1,
                add_extra_convs="on_input",
                num_outs=5,
            ),
            bbox_head=dict(
                type="RetinaHead",
                num_classes=self.options["num_classes"],
                in_channels=256,
                loss_cls=dict(type="FocalLoss", use_sigmoid=True, gamma=2.0, alpha=0.25),
                loss_bbox=dict(type="L1Loss", loss_weight=1.0),
                anchor_generator=dict(
                    type="AnchorGenerator",
                    octave_base_scale=4,
                    scales_per_octave=3,
                    ratios=[0.5, 1.0, 2.0],
                    strides=[8, 16, 32, 64, 128],
                ),
                bbox_coder=dict(type="DeltaXYWHBBoxCoder"),
            ),
            train_cfg=dict(
                assigner=dict(
                    type="MaxIoUAssigner",
                    pos_iou_thr=0.5,
                    neg_iou_thr=0.4,
                    min_pos_iou=0,
                    ignore_iof_thr=-1,
                ),
                allowed_border=-1,
                pos_weight=-1,
                debug=False,
            ),
            test_cfg=dict(
                nms_pre=1000,
                min_bbox_size=0,
                score_thr=0.05,
                nms=dict(type="nms", iou_threshold=0.5),
                max_per_img=100,
            ),
        )

    def detect(self, model, pictures):
        images, metas = self._batch(model, pictures)
        head = model.bbox_head
        with torch.no_grad():
            stages = model.backbone(images)
            features = model.neck(stages)
            logits, deltas = head(features)
            detections = head.get_bboxes(logits, deltas, img_metas=metas)
        anchors, flags = head.get_anchors([m.shape[-2:] for m in logits], metas, device="cpu")
        found = {"input.batched": images, "anchors": torch.cat(anchors[0])}
        found.update((f"C{2 + i}", stage) for i, stage in enumerate(stages) if i > 0)
        found.update((f"P{3 + i}", level) for i, level in enumerate(features))
        found["head.cls_logits"] = _rows(logits, self.options["num_classes"])
        found["head.bbox_regression"] = _rows(deltas, 4)
        for i, (boxes, labels) in enumerate(detections):
            found[f"valid_flags.{i}"] = torch.cat(flags[i])
            found[f"det.{i}.boxes"] = boxes[:, :4]
            found[f"det.{i}.scores"] = boxes[:, 4]
            found[f"det.{i}.labels"] = labels
        return found

    def trains(self, model):
        model.train()

    def losses(self, model, pictures, objects):
        images, metas = self._batch(model, pictures)
        boxes, labels = _objects(objects, images.dtype)
        terms = model.forward_train(images, metas, boxes, labels)
        return {
            "classification": sum(terms["loss_cls"]),
            "bbox_regression": sum(terms["loss_bbox"]),
        }

    def training_spec(self, objects):
        targets = [{"boxes": boxes, "labels": labels} for boxes, labels in objects]
        return {"options": self.options, "targets": targets}

    def targets(self, model, pictures, objects):
        """The targets of the head: label K is the background; rows with weight 0 are ignored."""
        images, metas = self._batch(model, pictures)
        boxes, labels = _objects(objects, torch.float32)
        head = model.bbox_head
        with torch.no_grad():
            sizes = [level.shape[-2:] for level in head(model.extract_feat(images))[0]]
        anchors, flags = head.get_anchors(sizes, metas, device="cpu")
        names = ("labels", "label_weights", "boxes", "box_weights")
        levels = head.get_targets(anchors, flags, boxes, metas, gt_labels_list=labels)
        found = {f"target.{name}": torch.cat(level, 1) for name, level in zip(names, levels)}
        found["target.normalizer"] = torch.tensor([levels[len(names)]])
        return found

    def whole(self, model, picture):
        """The detections that a user of the peer gets for an image, with its own resizing."""
        model.cfg = mmcv.Config(dict(data=dict(test=dict(pipeline=self._pipeline()))))
        per_class = inference_detector(model, np.ascontiguousarray(picture[:, :, ::-1]))
        rows = torch.from_numpy(np.concatenate(per_class))
        labels = torch.repeat_interleave(
            torch.arange(len(per_class)), torch.tensor([len(found) for found in per_class])
        )
        return {"boxes": rows[:, :4], "scores": rows[:, 4], "labels": labels}

    def _pipeline(self):
        """The test pipeline of its configurations."""
        steps = [
            dict(type="Resize", keep_ratio=True),
            dict(type="RandomFlip"),
            dict(type="Normalize", **self.pixels),
            dict(type="Pad", size_divisor=PADDING),
            dict(type="ImageToTensor", keys=["img"]),
            dict(type="Collect", keys=["img"]),
        ]
        views = dict(type="MultiScaleFlipAug", img_scale=(1333, 800), flip=False, transforms=steps)
        return [dict(type="LoadImageFromFile"), views]

    def _batch(self, model, pictures):
        """Results of the peer's pipeline and its collation: images (N, 3, H, W) and their metas."""
        mean, std = (np.array(self.pixels[key], dtype=np.float32) for key in ("mean", "std"))
        padded, metas = [], []
        for picture in pictures:
            normalized = mmcv.imnormalize(
                picture if self.pixels["to_rgb"] else picture[:, :, ::-1], mean, std, to_rgb=False
            )
            image = mmcv.impad_to_multiple(normalized, PADDING, pad_val=0)
            padded.append(torch.from_numpy(image).permute(2, 0, 1))
            metas.append(
                {
                    "ori_shape": picture.shape,
                    "img_shape": picture.shape,
                    "pad_shape": image.shape,
                    "scale_factor": 1.0,
                }
            )
        height = max(image.shape[1] for image in padded)
        width = max(image.shape[2] for image in padded)
        batch = torch.zeros(len(padded), 3, height, width)
        for row, image in zip(batch, padded):
            row[:, : image.shape[1], : image.shape[2]] = image
        return batch.to(next(model.parameters()).dtype), metas


def _rows(levels, columns):
    """Levels (N, A·columns, H, W) as one (N, all anchors, columns), as the head's loss reads them."""
    return torch.cat(
        [level.permute(0, 2, 3, 1).reshape(len(level), -1, columns) for level in levels], dim=1
    )


def _objects(objects, dtype):
    boxes = [torch.tensor(boxes, dtype=dtype).reshape(-1, 4) for boxes, _ in objects]
    return boxes, [torch.tensor(labels, dtype=torch.long) for _, labels in objects]
