"""Checks whether detections depend on rounding: such a case would fail on any other engine."""

import copy

import torch

# Differences of float32 engines in logits and deltas; see `head.*` in any comparison.
ROUNDING = 1e-5
DRAWS = 4
SAME_BOX_PX = 0.01
SAME_SCORE = 1e-4


def stability(peer, model, pictures, found):
    """The spec's figures, or None if the peer's detections differ in float64 or as soon as
    its last layers' outputs move by what an engine's order of summation moves them.
    """
    found = _in_parts(found)
    exact = _difference(found, _in_parts(peer.detect(copy.deepcopy(model).double(), pictures)))
    if exact is None:
        return None
    noise = torch.Generator().manual_seed(0)
    hooks = [
        model.get_submodule(name).register_forward_hook(
            lambda _, __, out, size=size: out + size * torch.randn(out.shape, generator=noise)
        )
        for name, size in _rounding(peer).items()
    ]
    try:
        for _ in range(DRAWS):
            if _difference(found, _in_parts(peer.detect(model, pictures))) is None:
                return None
    finally:
        for hook in hooks:
            hook.remove()
    return exact


def _rounding(peer):
    """The change of each of the last layers' outputs."""
    if hasattr(peer, "rounding"):
        return peer.rounding
    return {name: ROUNDING for name in (peer.class_output, peer.box_output)}


def _in_parts(found):
    """Rows of a box, its score and possibly points (`dets…`) as boxes, scores and labels."""
    parts = dict(found)
    for name, rows in found.items():
        if name.startswith("dets"):
            parts[f"det.{name}.boxes"] = rows[:, :4]
            parts[f"det.{name}.scores"] = rows[:, 4]
            parts[f"det.{name}.labels"] = torch.zeros(len(rows))
    return parts


def _difference(found, other):
    """Largest differences if both have the same boxes with the same labels, else None.

    Not the order: scores that nearly tie may change places, in the comparison too. Proposals are
    compared in order.
    """
    if not _same_proposals(found, other):
        return None
    names = [name for name in found if name.startswith("det.")]
    if any(found[name].shape != other[name].shape for name in names):
        return None
    found, other = _sorted(found), _sorted(other)
    largest = {
        part: max(_distance(found[name], other[name]) for name in names if name.endswith(part))
        for part in ("boxes", "scores", "labels")
    }
    if largest["labels"] or largest["boxes"] > SAME_BOX_PX or largest["scores"] > SAME_SCORE:
        return None
    return {
        "detections": [len(found[name]) for name in names if name.endswith("scores")],
        "float64_max_box_diff": largest["boxes"],
        "float64_max_score_diff": largest["scores"],
    }


def _same_proposals(found, other):
    return all(
        found[name].shape == other[name].shape
        and _distance(found[name], other[name]) <= SAME_BOX_PX
        for name in found
        if name.startswith("proposals.") and name.endswith("boxes")
    )


def _sorted(found):
    """The detections of each image, sorted by label and position."""
    detections = {name: values for name, values in found.items() if name.startswith("det.")}
    for prefix in {name.rsplit(".", 1)[0] for name in detections}:
        boxes, labels = (found[f"{prefix}.{part}"].double() for part in ("boxes", "labels"))
        place = boxes @ torch.tensor([1.0, 2.0, 3.0, 5.0], dtype=torch.double)
        order = torch.argsort(1e6 * labels + place)
        for part in ("boxes", "scores", "labels"):
            detections[f"{prefix}.{part}"] = detections[f"{prefix}.{part}"][order]
    return detections


def _distance(one, other):
    return float((one.double() - other.double()).abs().max()) if one.numel() else 0.0
