#!/usr/bin/env python3
"""Writes a case of mmdetection's anchor generator, overlaps, assigner and box coder.

    parity/peers/mmdet_ops.py DIR --seed 3 --variant tall
"""

import argparse
from pathlib import Path

import numpy as np
import torch

import mmcv_ops

mmcv_ops.install()

import mmdet  # noqa: E402
from mmdet.core.anchor import AnchorGenerator  # noqa: E402
from mmdet.core.bbox.assigners import MaxIoUAssigner  # noqa: E402
from mmdet.core.bbox.coder import DeltaXYWHBBoxCoder  # noqa: E402
from mmdet.core.bbox.iou_calculators import bbox_overlaps  # noqa: E402

from case_writer import CaseWriter  # noqa: E402
from formula import unit  # noqa: E402

# Anchors in the table of overlaps: few enough for a small file.
OVERLAP_ANCHORS = 400
CODER_ROWS = 50
RPN_STRIDES = [4, 8, 16, 32, 64]
RCNN_STDS = (0.1, 0.1, 0.2, 0.2)
CODER_PICTURE = (100, 130)
RETINA = {"pos_iou_thr": 0.5, "neg_iou_thr": 0.4, "min_pos_iou": 0}

# Anchors, padded image and assigners of each variant. The far box and a copy of the first one
# are the last two of the ground truth; what ends in `.nofar` is without both.
VARIANTS = {
    "wide": {
        "anchors": {"strides": [8, 16, 32], "ratios": [0.25, 0.8, 1.7], "octave_base_scale": 3},
        "scales_per_octave": 2,
        "grid_hw": [[9, 21], [5, 11], [3, 6]],
        "pad": [61, 150],
        "assigners": {
            "retina": RETINA,
            "strict": {"pos_iou_thr": 0.6, "neg_iou_thr": 0.5, "min_pos_iou": 0.3},
            "one_anchor": {**RETINA, "min_pos_iou": 0.2, "gt_max_assign_all": False},
        },
    },
    "tall": {
        "anchors": {"strides": [4, 8, 16, 32, 64], "ratios": [1.0], "octave_base_scale": 5},
        "scales_per_octave": 4,
        "grid_hw": [[18, 10], [9, 5], [5, 3], [3, 2], [2, 1]],
        "pad": [72, 33],
        "assigners": {
            "retina": RETINA,
            "ignoring": {**RETINA, "ignore_iof_thr": 0.3},
            "ignoring_by_box": {
                **RETINA,
                "ignore_iof_thr": 0.3,
                "ignore_wrt_candidates": False,
            },
            "no_low_quality": {**RETINA, "min_pos_iou": 0.5, "match_low_quality": False},
        },
    },
    "rectangular": {
        "anchors": {"strides": [10, 20], "ratios": [2.0, 0.5], "octave_base_scale": 4},
        "scales_per_octave": 3,
        "grid_hw": [[12, 14], [6, 7]],
        "pad": [120, 140],
        "assigners": {
            "equal_thresholds": {"pos_iou_thr": 0.45, "neg_iou_thr": 0.45, "min_pos_iou": 0.45},
            "all": {**RETINA, "pos_iou_thr": 0.7, "neg_iou_thr": 0.3, "min_pos_iou": 0.0},
            "one_of_all": {
                **RETINA,
                "pos_iou_thr": 0.7,
                "neg_iou_thr": 0.3,
                "gt_max_assign_all": False,
            },
            "ignoring": {**RETINA, "ignore_iof_thr": 0.7},
        },
    },
    "retina": {
        "anchors": {
            "strides": [8, 16, 32, 64, 128],
            "ratios": [0.5, 1.0, 2.0],
            "octave_base_scale": 4,
        },
        "scales_per_octave": 3,
        "grid_hw": [[12, 16], [6, 8], [3, 4], [2, 2], [1, 1]],
        "pad": [90, 100],
        "assigners": {
            "retina": RETINA,
            "rpn": {
                "pos_iou_thr": 0.7,
                "neg_iou_thr": 0.3,
                "min_pos_iou": 0.3,
                "match_low_quality": True,
            },
            "retina_ignore": {**RETINA, "ignore_iof_thr": 0.5},
            "retina_notall": {**RETINA, "gt_max_assign_all": False},
        },
    },
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="written to, the case's name is its last part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variant", choices=VARIANTS, default="retina")
    arguments = parser.parse_args()
    variant = VARIANTS[arguments.variant]
    salt = f"peers-mmdet-ops-{arguments.variant}-{arguments.seed}"
    inputs = make_inputs(salt, variant)
    spec = make_spec(salt, variant)
    writer = CaseWriter(arguments.folder, spec)
    for name, values in {**inputs, **outputs(spec, inputs)}.items():
        values = values.int() if values.dtype in (torch.bool, torch.int64) else values
        writer.add(name, values.numpy())
    writer.write()


def make_spec(salt, variant):
    return {
        "family": "mmdet_ops",
        "peer": f"mmdetection {mmdet.__version__}",
        "salt": salt,
        "tolerance": {
            "anchors_abs": 1e-4,
            "iou_abs": 1e-6,
            "indices": "exact",
            "coder_abs": 1e-3,
        },
        "note": "gt_inds: -1 ignore, 0 background, k = gt k-1; .nofar: without the last two gts;"
        " rpn_anchors: strides 4 to 64, ratios 0.5, 1, 2, one scale of 8",
        "anchors": {
            **variant["anchors"],
            "scales_per_octave": variant["scales_per_octave"],
            "grid_hw": variant["grid_hw"],
            "valid_flags_pad_shape_hw": variant["pad"],
        },
        "assigners": {
            name: {
                "ignore_iof_thr": -1,
                **assigner,
                "uses_gt_ignore": assigner.get("ignore_iof_thr", -1) > 0,
            }
            for name, assigner in variant["assigners"].items()
        },
        "coder": {"wh_ratio_clip": 0.016},
    }


def make_inputs(salt, variant):
    """Boxes around the image; the last two are far away and a copy of the first."""
    height, width = variant["pad"]
    truth = _boxes(salt, "gt", 7, height, width)
    far = torch.tensor([[900.0, 900.0, 930.0, 950.0]])
    coder = _boxes(salt, "coder.anchors", CODER_ROWS, *CODER_PICTURE)
    deltas = (unit(salt, "coder.deltas", 4 * CODER_ROWS).reshape(-1, 4) - 0.5) * 6
    # Outside both clamps.
    deltas[0, 2:] = 9, -9
    return {
        "in.gt": torch.cat([truth, far, truth[:1]]),
        "in.gt_ignore": _boxes(salt, "gt_ignore", 2, height, width),
        "in.labels": torch.arange(9) % 4,
        "in.coder.anchors": coder,
        "in.coder.gt": _boxes(salt, "coder.gt", CODER_ROWS, *CODER_PICTURE),
        "in.coder.deltas": torch.from_numpy(deltas.astype(np.float32)),
    }


def _boxes(salt, name, count, height, width):
    """float32 (count, 4), partly beyond the image's edges."""
    u = unit(salt, name, 4 * count).reshape(-1, 4)
    sides = (0.15 + 0.5 * u[:, 2:]) * [width, height]
    corner = (1.1 * u[:, :2] - 0.1) * [width, height] - 0.2 * sides
    boxes = np.concatenate([corner, corner + sides], axis=1)
    return torch.from_numpy(boxes.astype(np.float32))


def outputs(spec, inputs):
    """All results of the peer for these inputs."""
    settings = dict(spec["anchors"])
    grids = settings.pop("grid_hw")
    pad = settings.pop("valid_flags_pad_shape_hw")
    generator = AnchorGenerator(**settings)
    anchors = torch.cat(generator.grid_priors(grids, device="cpu"))
    found = {f"anchors.base.{i}": cell for i, cell in enumerate(generator.base_anchors)}
    found["anchors.grid"] = anchors
    found["anchors.valid_flags"] = torch.cat(generator.valid_flags(grids, pad, device="cpu"))
    rpn = AnchorGenerator(strides=RPN_STRIDES, ratios=[0.5, 1.0, 2.0], scales=[8])
    found.update((f"rpn_anchors.base.{i}", cell) for i, cell in enumerate(rpn.base_anchors))
    for mode in ("iou", "iof"):
        found[mode] = bbox_overlaps(inputs["in.gt"], anchors[:OVERLAP_ANCHORS], mode=mode)
    for name, assigner in spec["assigners"].items():
        found.update(assignments(name, dict(assigner), anchors, inputs))
    found.update(codings("retina", DeltaXYWHBBoxCoder(), inputs))
    found.update(codings("rcnn", DeltaXYWHBBoxCoder(target_stds=RCNN_STDS), inputs))
    return found


def assignments(name, settings, anchors, inputs):
    ignore = inputs["in.gt_ignore"] if settings.pop("uses_gt_ignore") else None
    assigner = MaxIoUAssigner(**settings)
    truth, labels = inputs["in.gt"], inputs["in.labels"]
    result = assigner.assign(anchors, truth, ignore, labels)
    near = assigner.assign(anchors, truth[:-2], ignore, labels[:-2])
    return {
        f"assign.{name}.gt_inds": result.gt_inds,
        f"assign.{name}.labels": result.labels,
        f"assign.{name}.max_overlaps": result.max_overlaps,
        f"assign.{name}.nofar.gt_inds": near.gt_inds,
    }


def codings(name, coder, inputs):
    anchors, deltas = inputs["in.coder.anchors"], inputs["in.coder.deltas"]
    height, width = CODER_PICTURE
    return {
        f"coder.{name}.encode": coder.encode(anchors, inputs["in.coder.gt"]),
        f"coder.{name}.decode": coder.decode(anchors, deltas),
        f"coder.{name}.decode_clip{height}x{width}": coder.decode(
            anchors, deltas, max_shape=CODER_PICTURE
        ),
    }


if __name__ == "__main__":
    main()
