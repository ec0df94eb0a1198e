"""Replaces mmcv's compiled operators, so that mmdetection runs on a CPU without a compiler.

RetinaNet needs one of them, `batched_nms`; torchvision has the same operation. Everything else that
mmdetection imports from `mmcv.ops` becomes a placeholder that fails when it is called.
"""

import importlib.machinery
import sys
import types

import torch
from torchvision.ops import nms as torchvision_nms


def install():
    """Must run before the first import of mmdet."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)


def nms(boxes, scores, iou_threshold, offset=0, score_threshold=0, max_num=-1):
    """mmcv.ops.nms without its extras: (kept rows with their scores, their indices)."""
    if offset or score_threshold or max_num > 0:
        raise NotImplementedError("only plain NMS stands in for mmcv's")
    keep = torchvision_nms(boxes, scores, iou_threshold)
    return torch.cat([boxes[keep], scores[keep, None]], dim=1), keep


def batched_nms(boxes, scores, idxs, nms_cfg, class_agnostic=False):
    """NMS inside each group of `idxs`, results by descending score.

    mmcv shifts each group by its number times (largest coordinate + 1), so that groups never
    overlap, and runs one NMS over all of them up to `split_thr` boxes.
    """
    if nms_cfg is None:
        scores, order = scores.sort(descending=True)
        return torch.cat([boxes[order], scores[:, None]], dim=1), order
    threshold = nms_cfg.get("iou_threshold", nms_cfg.get("iou_thr"))
    if nms_cfg.get("type", "nms") != "nms" or threshold is None:
        raise NotImplementedError(f"only plain NMS stands in for mmcv's, not {nms_cfg}")
    if nms_cfg.get("class_agnostic", class_agnostic):
        return nms(boxes, scores, threshold)
    if len(boxes) >= nms_cfg.get("split_thr", 10000):
        raise NotImplementedError("so many boxes are not needed here")
    shift = idxs.to(boxes) * (boxes.max() + 1) if boxes.numel() else 0
    _, keep = nms(boxes + shift[:, None] if boxes.numel() else boxes, scores, threshold)
    return torch.cat([boxes[keep], scores[keep, None]], dim=1), keep


class _Placeholder:
    """Whatever is not needed; importing and subclassing it works, using it does not."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(f"{type(self).__name__} needs mmcv's compiled operators")


class _Operators(types.ModuleType):
    """`mmcv.ops` and each module below it: all have the same names."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        known = {"nms": nms, "batched_nms": batched_nms}
        return known.get(name) or type(name, (_Placeholder,), {})


class _Finder:
    """Answers imports of `mmcv.ops` and of what lies below."""

    def find_spec(self, name, path=None, target=None):
        if name == "mmcv.ops" or name.startswith("mmcv.ops."):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return _Operators(spec.name)

    def exec_module(self, module):
        pass
