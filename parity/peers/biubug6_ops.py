#!/usr/bin/env python3
"""Writes a case of each of Pytorch_Retinaface's pieces: priors, coding and NMS, multi-box losses.

    parity/peers/biubug6_ops.py DIR --seed 3

Images, faces, thresholds and batches differ from seed to seed.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

import faces
from biubug6_retinaface import PYTORCH_RETINAFACE, Peer, precision
from case_writer import CaseWriter
from checkouts import checkout
from formula import unit

STEPS = [8, 16, 32]
PRIOR_SIZES = {
    "usual": [[16, 32], [64, 128], [256, 512]],
    "small": [[10, 20], [32, 64], [128, 256]],
    "uneven": [[7.5, 24], [40], [90, 200.25, 411]],
}
# Fixed sizes besides those of the seed: one cell, one row, a whole number of cells.
PICTURES = [(1, 1), (5, 300), (96, 64)]
CODED_ROWS = 60
NMS_MARGIN = 1e-5
# Losses of negatives this close at the cut depend on rounding.
CUT_MARGIN = 1e-5
ATTEMPTS = 20


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="DIR", help="where the case folders are written")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peer-source", help="a checkout of Pytorch_Retinaface; else it is cloned")
    arguments = parser.parse_args()
    name, commit = PYTORCH_RETINAFACE
    source = checkout(f"https://github.com/biubug6/{name}", commit, arguments.peer_source)
    pieces = Pieces(Peer(source), f"biubug6-{arguments.seed}")
    for kind in ("priorbox", "codec", "multibox_loss"):
        spec, tensors = getattr(pieces, kind)()
        folder = arguments.out / f"retinaface-{kind}-{arguments.seed}"
        spec = {
            "family": f"retinaface_{kind}",
            "peer": f"biubug6/{name} {commit[:7]}",
            "salt": pieces.salt,
            **spec,
        }
        writer = CaseWriter(folder, spec)
        writer.add_all({name: values.detach().numpy() for name, values in tensors.items()})
        writer.write()
        print(f"wrote {folder}")


class Pieces:
    def __init__(self, peer, salt):
        self.peer, self.salt = peer, salt

    def priorbox(self):
        """Priors of images of any size, clipped and not, compared bit by bit."""
        u = unit(self.salt, "pictures", 8)
        odd = [(17 + int(240 * u[i]), 17 + int(240 * u[i + 1])) for i in range(0, 8, 2)]
        variants, tensors = [], {}
        for size in PICTURES + odd:
            for name, min_sizes in PRIOR_SIZES.items():
                for clip in (False, True):
                    key = f"{name}.{size[0]}x{size[1]}.clip{int(clip)}"
                    settings = {"min_sizes": min_sizes, "steps": STEPS, "clip": clip}
                    priors = self._priors(settings, size)
                    tensors[f"priors.{key}"] = priors
                    variants.append({"key": key, "hw": size, **settings, "count": len(priors)})
        return {"tolerance": {"abs": 0}, "variants": variants}, tensors

    def _priors(self, settings, size):
        return self.peer.prior_box.PriorBox(settings, size).forward()

    def codec(self):
        """Coding and overlaps of boxes of all sizes; NMS of boxes in whole and half pixels."""
        variance = [[0.1, 0.2], [0.2, 0.1], [0.3, 0.5]][int(unit(self.salt, "variance", 1)[0] * 3)]
        inputs = self._coder_inputs()
        priors, gt = inputs["in.priors"].double(), inputs["in.gt"].double()
        boxes = self.peer.boxes
        # In float64, like ours: float32 loses more than the tolerance for small priors.
        loc, landm, gt_landm, lse = (
            inputs[f"in.{name}"].double() for name in ("loc", "landm", "gt_landm", "lse")
        )
        found = {
            "out.decode": boxes.decode(loc, priors, variance),
            "out.decode_landm": boxes.decode_landm(landm, priors, variance),
            "out.encode": boxes.encode(gt, priors, variance),
            "out.encode_landm": boxes.encode_landm(gt_landm, priors, variance),
            "out.jaccard": boxes.jaccard(gt[:20], boxes.point_form(priors)),
            "out.log_sum_exp": boxes.log_sum_exp(lse),
        }
        rows, thresholds = self._nms_rows()
        inputs["in.nms_dets"] = torch.from_numpy(rows)
        for threshold in thresholds:
            kept = self.peer.nms.py_cpu_nms(rows, threshold)
            found[f"out.py_cpu_nms.{threshold}"] = torch.tensor(kept)
        spec = {"variance": variance, "tolerance": {"rel": 2e-6, "abs": 2e-6}}
        return spec, {**inputs, **found}

    def _coder_inputs(self):
        def draw(name, width, low, high, rows=CODED_ROWS):
            return low + (high - low) * unit(self.salt, name, rows * width).reshape(rows, width)

        centers = draw("centers", 2, 0, 1)
        gt = draw("gt", 4, 0, 1)
        gt_sides = np.exp(draw("gt_sides", 2, -5, -0.3))
        return {
            name: torch.from_numpy(values.astype(np.float32))
            for name, values in {
                "in.priors": np.hstack([centers, np.exp(draw("sides", 2, -5, 0.3))]),
                "in.loc": draw("loc", 4, -3, 3),
                "in.landm": draw("landm", 10, -5, 5),
                "in.gt": np.hstack([gt[:, :2] * 0.7, gt[:, :2] * 0.7 + gt_sides]),
                "in.gt_landm": draw("gt_landm", 10, -0.1, 1.1),
                "in.lse": draw("lse", 2, -30, 30, rows=25),
            }.items()
        }

    def _nms_rows(self):
        """Boxes with scores that all differ, and thresholds that no overlap is next to.

        Among them boxes of one pixel and of none, equal boxes, boxes that only touch.
        """
        u = unit(self.salt, "nms", 6 * 100).reshape(100, 6)
        corners = np.floor(u[:, :2] * 120) / 2
        sides = np.floor(u[:, 2:4] ** 2 * 60) / 2
        boxes = np.hstack([corners, corners + sides])
        boxes[90:] = boxes[:10]
        scores = (np.argsort(np.argsort(u[:, 4])) + 1) / 101
        rows = np.hstack([boxes, scores[:, None]]).astype(np.float32)
        overlaps = _inclusive_overlaps(boxes)
        thresholds = []
        for k, threshold in enumerate((0.25, 0.4, 0.55)):
            threshold = round(threshold + 0.1 * u[k, 5], 3)
            while (np.abs(overlaps - threshold) < NMS_MARGIN).any():
                threshold = round(threshold + 0.001, 3)
            thresholds.append(threshold)
        return rows, thresholds

    def multibox_loss(self):
        """Losses, gradients and targets of a batch by formula that does not depend on rounding."""
        for attempt in range(ATTEMPTS):
            found = self._multibox_loss(f"{self.salt}-loss-{attempt}")
            if found is not None:
                return found
        raise SystemExit(f"no batch in {ATTEMPTS} attempts that does not depend on rounding")

    def _multibox_loss(self, salt):
        u = unit(salt, "batch", 8)
        size = (33 + int(180 * u[0]), 33 + int(180 * u[1]))
        count = 1 + int(5 * u[2])
        neg_pos = (1, 3, 7)[int(3 * u[3])]
        settings = {
            "min_sizes": list(PRIOR_SIZES.values())[int(2 * u[4])],
            "steps": STEPS,
            "clip": False,
        }
        kinds = [faces.random_kinds(salt, f"picture{i}", 7) for i in range(count)]
        # In at least one image a dropped face takes another face's prior.
        kinds[0] = ["small", "usurper", *kinds[0]]
        if u[5] < 0.2:
            # No positive priors: no faces, or none that a prior overlaps enough.
            kinds = [("tiny",) * (i % 2) for i in range(count)]
        exact = _exact_priors(settings, size)
        targets, figures = faces.pictures(salt, [size] * count, exact, kinds)
        # Losses in float64: float32 targets of small faces lose more than their tolerance.
        priors = torch.from_numpy(exact)
        outputs = {
            name: _formula(salt, name, low, high, (count, len(priors), width))
            for name, low, high, width in (
                ("loc", -2, 2, 4),
                ("conf", -4, 4, 2),
                ("landm", -2, 2, 10),
            )
        }
        matching = {"overlap_thresh": 0.35, "neg_pos": neg_pos}
        with precision(torch.double):
            tensors = self._losses(outputs, priors, targets, matching)
        # In float32, as the peer trains.
        positives = self._positives(priors.float(), targets, 0.35)
        gap = _cut_gap(outputs["conf"], positives["target.positive_index"], neg_pos)
        if gap is not None and gap < CUT_MARGIN:
            return None
        spec = {
            "salt": salt,
            "options": {
                "num_classes": 2,
                "variance": [0.1, 0.2],
                "image_hw": size,
                **matching,
                **settings,
            },
            "targets": targets,
            "figures": figures,
            "hard_negative_cut_gap": gap,
            "tolerance": {"loss_rel": 2e-5, "grad_abs": 1e-6},
        }
        return spec, {**tensors, **positives}

    def _losses(self, outputs, priors, targets, matching):
        for values in outputs.values():
            values.requires_grad_()
        rows = [torch.tensor(picture).reshape(-1, 15) for picture in targets]
        losses = self.peer.multi_box_loss(**matching)(tuple(outputs.values()), priors, rows)
        tensors = {}
        for loss, name, output in zip(losses, ("loss_l", "loss_c", "loss_landm"), outputs):
            gradient = torch.autograd.grad(loss, outputs[output], allow_unused=True)[0]
            if gradient is None:
                gradient = torch.zeros_like(outputs[output])
            tensors[name] = loss.reshape(1)
            tensors[f"grad.{name}/{output}"] = gradient
            index = gradient.abs().sum(2).nonzero()
            tensors[f"grad.{name}/{output}.nonzero_index"] = index
            tensors[f"grad.{name}/{output}.nonzero_rows"] = gradient[index[:, 0], index[:, 1]]
        return tensors

    def _positives(self, priors, targets, overlap_thresh):
        """The targets of the positive priors of all images."""
        count, size = len(targets), len(priors)
        loc, landm = priors.new_zeros(count, size, 4), priors.new_zeros(count, size, 10)
        conf = torch.zeros(count, size, dtype=torch.long)
        for i, picture in enumerate(targets):
            rows = priors.new_tensor(picture).reshape(-1, 15)
            columns = (rows[:, 14], rows[:, 4:14], loc, conf, landm, i)
            self.peer.boxes.match(overlap_thresh, rows[:, :4], priors, [0.1, 0.2], *columns)
        positive = conf != 0
        return {
            "target.positive_index": positive.nonzero(),
            "target.conf": conf[positive],
            "target.loc": loc[positive],
            "target.landm": landm[positive],
        }


def _inclusive_overlaps(boxes):
    """IoU of all pairs in float64, with the last pixel inside the box."""
    low, high = boxes[:, None, :2], boxes[:, None, 2:] + 1
    sides = np.minimum(high, high.transpose(1, 0, 2)) - np.maximum(low, low.transpose(1, 0, 2))
    inside = np.clip(sides, 0, None).prod(-1)
    areas = (high - low).prod(-1)
    return inside / (areas + areas.T - inside)


def _exact_priors(settings, size):
    """(R, 4) in float64, where the peer rounds."""
    height, width = size
    rows = [
        ((x + 0.5) * step / width, (y + 0.5) * step / height, side / width, side / height)
        for step, sides in zip(settings["steps"], settings["min_sizes"])
        for y in range(-(-height // step))
        for x in range(-(-width // step))
        for side in sides
    ]
    return np.array(rows)


def _formula(salt, name, low, high, shape):
    values = low + (high - low) * unit(salt, name, int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).reshape(shape)).double()


def _cut_gap(logits, positive_index, neg_pos):
    """Minimum distance, over all images, of the last loss that is taken from the first that is not;
    None if all or none are taken.
    """
    gaps = []
    logits = logits.detach().double()
    losses = torch.logsumexp(logits, 2) - logits[..., 0]
    for i, picture in enumerate(losses):
        positives = positive_index[positive_index[:, 0] == i, 1]
        left = picture[torch.isin(torch.arange(len(picture)), positives, invert=True)]
        taken = neg_pos * len(positives)
        if 0 < taken < len(left):
            ranked = left.sort(descending=True).values
            gaps.append(float(ranked[taken - 1] - ranked[taken]))
    return min(gaps, default=None)


if __name__ == "__main__":
    main()
