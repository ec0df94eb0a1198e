"""Writes a case folder: spec.json and expected.safetensors (and the peer's state-dict names)."""

import hashlib
import json

import numpy as np
from safetensors.numpy import save

_COMPACT = 2048


class CaseWriter:
    """Collects the results of one run of a peer.

    compact: of a large tensor only every n-th element is stored, with figures of the whole one; for
    cases that are to be kept in a repository.
    """

    def __init__(self, folder, spec, compact=False):
        self.folder = folder
        self.spec = spec
        self.compact = compact
        self.index = {}
        self.arrays = {}

    def add(self, name, values, note=None):
        """Adds a tensor of the peer; float64 is stored as float64."""
        whole = np.array(values, order="C")
        flat = whole.reshape(-1)
        entry = {"shape": list(whole.shape), "kind": "full"}
        stored = whole
        if flat.size:
            entry.update(_figures(flat))
        if self.compact and flat.size > 2 * _COMPACT:
            # Odd, so that it does not always select the same index of a power-of-two dimension.
            stride = flat.size // _COMPACT | 1
            entry.update(kind="strided", stride=stride)
            stored = np.ascontiguousarray(flat[::stride])
        if note:
            entry["note"] = note
        self.index[name] = entry
        self.arrays[name] = stored

    def add_all(self, tensors):
        for name, values in tensors.items():
            self.add(name, values)

    def write(self, state_dict=None):
        self.folder.mkdir(parents=True, exist_ok=True)
        spec = dict(self.spec, name=self.folder.name, tensors=self.index)
        (self.folder / "spec.json").write_text(json.dumps(spec, indent=1) + "\n")
        (self.folder / "expected.safetensors").write_bytes(save(self.arrays))
        if state_dict is not None:
            lines = [f"{name} {_shape(tensor)}" for name, tensor in state_dict.items()]
            (self.folder / "state_dict_names.txt").write_text("\n".join(lines) + "\n")


def picture_inputs(salt, pictures):
    """The spec's `inputs` for images by formula, named image0, image1, …"""
    return [
        {
            "kind": "formula",
            "name": f"image{i}",
            "salt": salt,
            "height": picture.shape[0],
            "width": picture.shape[1],
            "channel_order": "RGB",
            "sha256_hwc": hashlib.sha256(picture.tobytes()).hexdigest(),
        }
        for i, picture in enumerate(pictures)
    ]


def _shape(tensor):
    return "x".join(map(str, tensor.shape)) or "scalar"


def _figures(flat):
    values = flat.astype(np.float64)
    return {
        "sum": float(values.sum()),
        "abs_sum": float(np.abs(values).sum()),
        "l2": float(np.sqrt((values * values).sum())),
        "min": float(values.min()),
        "max": float(values.max()),
    }
