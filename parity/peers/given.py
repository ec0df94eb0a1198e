"""The inputs of a case: images by formula, or the user's images and weights."""

import hashlib
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from case_writer import picture_inputs
from formula import picture


class FormulaPictures:
    """Images by formula, different for each salt."""

    def __init__(self, sizes):
        self.sizes = sizes

    def arrays(self, salt):
        """uint8 (H, W, 3) RGB each."""
        return [picture(salt, f"image{i}", *size) for i, size in enumerate(self.sizes)]

    def inputs(self, salt):
        """The spec's `inputs`."""
        return picture_inputs(salt, self.arrays(salt))

    def tell_apart(self):
        """Index of the first image of each size, by a name for it."""
        first = {}
        for i, (height, width) in enumerate(self.sizes):
            first.setdefault(f"{height}x{width}", i)
        return first

    def chosen(self, indices):
        return FormulaPictures([self.sizes[i] for i in indices])


class FilePictures:
    """The user's images, stored losslessly beside the cases, because JPEG decoders differ."""

    def __init__(self, files, out):
        self._files = [_stored(Path(file), out) for file in files]
        self.sizes = [pixels.shape[:2] for _, pixels in self._files]

    def arrays(self, salt):
        return [pixels for _, pixels in self._files]

    def inputs(self, salt):
        return [
            {
                "kind": "png",
                "file": file,
                "height": pixels.shape[0],
                "width": pixels.shape[1],
                "sha256_rgb": hashlib.sha256(pixels.tobytes()).hexdigest(),
            }
            for file, pixels in self._files
        ]

    def tell_apart(self):
        return {Path(file).stem: i for i, (file, _) in enumerate(self._files)}

    def chosen(self, indices):
        some = object.__new__(FilePictures)
        some._files = [self._files[i] for i in indices]
        some.sizes = [self.sizes[i] for i in indices]
        return some


class GivenWeights:
    """A peer's checkpoint; stored beside the cases as safetensors, which the parity tests read."""

    def __init__(self, file, out):
        if not Path(file).is_file():
            raise SystemExit(f"--weights {file}: this file does not exist")
        # Reads tensors only: a checkpoint must not run code.
        state = torch.load(file, map_location="cpu", weights_only=True)
        state = state.get("state_dict", state)
        self.tensors = {name.removeprefix("module."): value for name, value in state.items()}
        self.name = f"{Path(file).stem}.safetensors"
        out.mkdir(parents=True, exist_ok=True)
        save_file({k: v.contiguous() for k, v in self.tensors.items()}, str(out / self.name))


def _stored(file, out):
    """Its path beside the cases, and its pixels: uint8 (H, W, 3) RGB."""
    import cv2

    pixels = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if pixels is None:
        raise SystemExit(f"--pictures {file}: there is no such image, or it cannot be decoded")
    folder = out / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{file.stem}.png"), pixels)
    return f"pictures/{file.stem}.png", np.ascontiguousarray(pixels[:, :, ::-1])
