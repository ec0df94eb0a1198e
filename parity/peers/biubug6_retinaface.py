"""biubug6/Pytorch_Retinaface, from a checkout that the user has."""

import sys

import numpy as np
import torch

from formula import DEFAULT_RULES, fill

CONFIGS = {"retinaface-mobilenet025": "cfg_mnet", "retinaface-r50": "cfg_re50"}
MEAN = np.array([104, 117, 123], dtype=np.float32)


class Biubug6RetinaFace:
    name = "biubug6/Pytorch_Retinaface"
    detection_rules = DEFAULT_RULES
    detects_at_once = 1

    def __init__(self, preset, classes, sizes, source=None):
        if source is None:
            raise SystemExit("--peer-source: name a checkout of biubug6/Pytorch_Retinaface")
        if classes != 1:
            raise SystemExit("--classes: this peer knows faces alone; give 1")
        sys.path.insert(0, str(source))
        self.config = CONFIGS[preset]

    def build(self):
        import data
        from models.retinaface import RetinaFace

        return RetinaFace({**getattr(data, self.config), "pretrain": False}, phase="test").eval()

    def detect(self, model, pictures):
        """Outputs before decoding, which weights have no part in."""
        image = pictures[0][:, :, ::-1].astype(np.float32) - MEAN
        with torch.no_grad():
            outputs = model(torch.from_numpy(image.transpose(2, 0, 1).copy())[None])
        return dict(zip(["boxes", "scores", "landmarks"], outputs))
