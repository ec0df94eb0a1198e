"""Faces made by formula, of each kind that the matching of anchors treats differently.

A face is a row of 15 numbers: x1, y1, x2, y2, five points (x, y), all in parts of the image's
sides, and 1 with points or -1 without; in sixteenths of a pixel, which float32 holds exactly.
Priors are centres and sides in parts of the image.
"""

import math

import numpy as np

from formula import unit

# The peer drops a face whose best overlap is below the first; a prior is positive from the second.
LEAST_OVERLAP = 0.2
POSITIVE_OVERLAP = 0.35
# Overlaps this close to each other or to a threshold depend on rounding.
MARGIN = 2e-5
ATTEMPTS = 200
# A twin nearly equals the face before it, a copy equals it; a usurper is dropped but takes its
# prior.
KINDS = ("usual", "small", "without points", "twin", "copy", "tiny", "usurper")


def pictures(salt, sizes, priors, kinds_per_picture):
    """The faces of each image, and their statistics; priors are float64 (R, 4)."""
    drawn = [
        _picture(salt, f"faces{i}", size, priors, kinds)
        for i, (size, kinds) in enumerate(zip(sizes, kinds_per_picture))
    ]
    return [rows for rows, _ in drawn], [figures for _, figures in drawn]


def random_kinds(salt, name, most):
    """Up to `most` kinds, in any order; sometimes none."""
    u = unit(salt, f"{name}/kinds", most + 1)
    count = int(u[-1] * (most + 1))
    return [KINDS[int(v * len(KINDS))] for v in u[:count]]


def _picture(salt, name, size, priors, kinds):
    for attempt in range(ATTEMPTS):
        rows = []
        for k, kind in enumerate(kinds):
            u = unit(salt, f"{name}.{k}/{attempt}", 16)
            rows.append(_face(kind, u, size, priors, rows))
        figures = _figures(rows, priors)
        if figures is not None:
            return rows, figures
    raise SystemExit(f"{name}: no faces in {ATTEMPTS} attempts that do not depend on rounding")


def _face(kind, u, size, priors, others):
    """Pixels, then parts. A kind that needs another face becomes a usual one if there is none."""
    height, width = size
    least = priors[:, 2].min() * width
    base = others[-1][:4] if others else None
    if kind in ("twin", "copy", "usurper") and base is not None:
        box = np.array(base) * (width, height, width, height)
        if kind == "twin":
            side = box[2] - box[0]
            box = box + side * (u[:4] - 0.5) * 0.06
        elif kind == "usurper":
            box = _around(_center(priors[_best(base, priors)], size), 0.3 * least, u)
    elif kind == "tiny":
        box = _around((u[4] * width, u[5] * height), 0.3 * least, u)
    elif kind == "small":
        box = _around((u[4] * width, u[5] * height), least, u)
    else:
        # Sizes from the smallest priors to most of the image, evenly in the logarithm.
        most = max(0.8 * min(size), 1.1 * least)
        side = least * 0.8 * math.exp(u[2] * math.log(most / (0.8 * least)))
        box = _around((u[4] * width, u[5] * height), side, u)
    known = kind != "without points" and not (kind == "twin" and u[6] < 0.5)
    x1, y1, x2, y2 = box
    points = [
        low + (high - low) * (0.2 + 0.6 * v)
        for v, (low, high) in zip(u[6:16], [(x1, x2), (y1, y2)] * 5)
    ]
    pixels = np.round(16 * np.array([*box, *points])) / 16
    parts = (pixels / ([width, height] * 7)).tolist()
    return [*parts, 1.0] if known else [*parts[:4], *[-1.0] * 10, -1.0]


def _around(center, side, u):
    w, h = side * (0.85 + 0.3 * u[0]), side * (0.85 + 0.3 * u[1])
    return np.array([center[0] - w / 2, center[1] - h / 2, center[0] + w / 2, center[1] + h / 2])


def _center(prior, size):
    return prior[0] * size[1], prior[1] * size[0]


def _best(box, priors):
    return int(np.argmax(_overlaps([box], priors)[0]))


def _overlaps(boxes, priors):
    """IoU in float64: (faces, priors)."""
    a = np.array(boxes).reshape(-1, 1, 4)
    b = np.concatenate([priors[:, :2] - priors[:, 2:] / 2, priors[:, :2] + priors[:, 2:] / 2], 1)
    sides = np.minimum(a[..., 2:], b[:, 2:]) - np.maximum(a[..., :2], b[:, :2])
    inside = np.clip(sides, 0, None).prod(-1)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[:, 2:] - b[:, :2]).prod(-1)
    return inside / (areas - inside)


def _figures(rows, priors):
    """Statistics of the faces, or None if something depends on rounding."""
    if not rows:
        return {"faces": 0, "dropped": 0, "sharing_best_prior": 0, "positives": 0}
    boxes = [row[:4] for row in rows]
    overlaps = _overlaps(boxes, priors)
    ranked = np.sort(overlaps, axis=1)
    best = ranked[:, -1]
    # A face that no prior overlaps is matched to the first one, in any precision.
    unsure = (best - ranked[:, -2] < MARGIN) & (best > 0)
    if unsure.any() or (np.abs(best - LEAST_OVERLAP) < MARGIN).any():
        return None
    of_prior = overlaps.max(0)
    if (np.abs(of_prior - POSITIVE_OVERLAP) < MARGIN).any() or _ties(boxes, overlaps):
        return None
    takes = overlaps.argmax(1)
    positive = of_prior >= POSITIVE_OVERLAP
    positive[takes[best >= LEAST_OVERLAP]] = True
    return {
        "faces": len(rows),
        "dropped": int((best < LEAST_OVERLAP).sum()),
        "sharing_best_prior": len(rows) - len(set(takes.tolist())),
        "dropped_sharing": int(sum(
            best[i] < LEAST_OVERLAP and positive[takes[i]] for i in range(len(rows))
        )),
        "positives": int(positive.sum()) if (best >= LEAST_OVERLAP).any() else 0,
    }


def _ties(boxes, overlaps):
    """Whether a positive prior's two best faces nearly tie; equal faces tie in any precision."""
    distinct = overlaps[[i for i, box in enumerate(boxes) if box not in boxes[:i]]]
    if len(distinct) < 2:
        return False
    ranked = np.sort(distinct, axis=0)
    return bool(((ranked[-1] - ranked[-2] < MARGIN) & (ranked[-1] >= LEAST_OVERLAP)).any())
