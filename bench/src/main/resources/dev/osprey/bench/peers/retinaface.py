"""What Pytorch_Retinaface's detect.py computes, written again from the paper and its description:
MobileNet of width 0.25, a pyramid of three levels, context modules, three heads; decoding of boxes
and landmarks, threshold 0.02, the best 5,000, NMS in NumPy with inclusive sides, the best 750.
"""

import itertools

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torchvision.io import ImageReadMode, decode_image

from detectors import checksum, load, read_model
from work import timed

SLOPE = 0.1
SIDES = ((16, 32), (64, 128), (256, 512))
STRIDES = (8, 16, 32)
VARIANCES = (0.1, 0.2)
MEAN_BGR = (104.0, 117.0, 123.0)
SCORE, NMS, BEST_BEFORE, BEST_AFTER = 0.02, 0.4, 5000, 750


def conv(inner, outer, kernel=3, stride=1, slope=SLOPE, groups=1):
    parts = [
        nn.Conv2d(inner, outer, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outer),
    ]
    if slope is not None:
        parts.append(nn.LeakyReLU(slope, inplace=True))
    return parts


def separable(inner, outer, stride):
    return nn.Sequential(
        *conv(inner, inner, 3, stride, groups=inner), *conv(inner, outer, 1)
    )


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage1 = nn.Sequential(
            nn.Sequential(*conv(3, 8, 3, 2)),
            separable(8, 16, 1),
            separable(16, 32, 2),
            separable(32, 32, 1),
            separable(32, 64, 2),
            separable(64, 64, 1),
        )
        self.stage2 = nn.Sequential(
            separable(64, 128, 2), *(separable(128, 128, 1) for _ in range(5))
        )
        self.stage3 = nn.Sequential(separable(128, 256, 2), separable(256, 256, 1))

    def forward(self, x):
        c3 = self.stage1(x)
        c4 = self.stage2(c3)
        return c3, c4, self.stage3(c4)


class Pyramid(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.output1 = nn.Sequential(*conv(64, channels, 1))
        self.output2 = nn.Sequential(*conv(128, channels, 1))
        self.output3 = nn.Sequential(*conv(256, channels, 1))
        self.merge1 = nn.Sequential(*conv(channels, channels))
        self.merge2 = nn.Sequential(*conv(channels, channels))

    def forward(self, maps):
        p3, p4, p5 = self.output1(maps[0]), self.output2(maps[1]), self.output3(maps[2])
        p4 = self.merge2(p4 + functional.interpolate(p5, size=p4.shape[2:], mode="nearest"))
        p3 = self.merge1(p3 + functional.interpolate(p4, size=p3.shape[2:], mode="nearest"))
        return p3, p4, p5


class Context(nn.Module):
    def __init__(self, channels):
        super().__init__()
        half, quarter = channels // 2, channels // 4
        self.conv3X3 = nn.Sequential(*conv(channels, half, slope=None))
        self.conv5X5_1 = nn.Sequential(*conv(channels, quarter))
        self.conv5X5_2 = nn.Sequential(*conv(quarter, quarter, slope=None))
        self.conv7X7_2 = nn.Sequential(*conv(quarter, quarter))
        self.conv7x7_3 = nn.Sequential(*conv(quarter, quarter, slope=None))

    def forward(self, x):
        shared = self.conv5X5_1(x)
        parts = (
            self.conv3X3(x),
            self.conv5X5_2(shared),
            self.conv7x7_3(self.conv7X7_2(shared)),
        )
        return functional.relu(torch.cat(parts, 1))


class Output(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.width = width
        self.conv1x1 = nn.Conv2d(channels, 2 * width, 1)

    def forward(self, x):
        return self.conv1x1(x).permute(0, 2, 3, 1).reshape(x.shape[0], -1, self.width)


class RetinaFace(nn.Module):
    def __init__(self, channels=64):
        super().__init__()
        self.body = Body()
        self.fpn = Pyramid(channels)
        self.ssh1, self.ssh2, self.ssh3 = (Context(channels) for _ in range(3))
        self.ClassHead = nn.ModuleList(Output(channels, 2) for _ in range(3))
        self.BboxHead = nn.ModuleList(Output(channels, 4) for _ in range(3))
        self.LandmarkHead = nn.ModuleList(Output(channels, 10) for _ in range(3))

    def forward(self, x):
        maps = self.fpn(self.body(x))
        maps = [self.ssh1(maps[0]), self.ssh2(maps[1]), self.ssh3(maps[2])]
        boxes, classes, landmarks = (
            torch.cat([head[i](maps[i]) for i in range(3)], 1)
            for head in (self.BboxHead, self.ClassHead, self.LandmarkHead)
        )
        return boxes, functional.softmax(classes, dim=-1), landmarks


def names(tensors):
    """Osprey's paths as the names above."""
    return {
        name.removeprefix("backbone.").removeprefix("head."): tensor
        for name, tensor in tensors.items()
    }


def priors(height, width):
    """Centres and sides of all anchors as shares of the image, in a Python loop as the peer's."""
    anchors = []
    for stride, sides in zip(STRIDES, SIDES):
        rows, columns = -(-height // stride), -(-width // stride)
        for row, column in itertools.product(range(rows), range(columns)):
            for side in sides:
                anchors += [
                    (column + 0.5) * stride / width,
                    (row + 0.5) * stride / height,
                    side / width,
                    side / height,
                ]
    return torch.tensor(anchors).view(-1, 4)


def decode_boxes(deltas, anchors):
    centres = anchors[:, :2] + deltas[:, :2] * VARIANCES[0] * anchors[:, 2:]
    sides = anchors[:, 2:] * torch.exp(deltas[:, 2:] * VARIANCES[1])
    return torch.cat((centres - sides / 2, centres + sides / 2), 1)


def decode_landmarks(deltas, anchors):
    points = deltas.view(-1, 5, 2) * VARIANCES[0] * anchors[:, None, 2:] + anchors[:, None, :2]
    return points.reshape(-1, 10)


def keep(boxes, scores):
    """Greedy NMS; a side of one pixel has the length one."""
    left, top, right, bottom = boxes.T
    areas = (right - left + 1) * (bottom - top + 1)
    order = scores.argsort()[::-1]
    kept = []
    while order.size > 0:
        best, others = order[0], order[1:]
        kept.append(best)
        width = np.minimum(right[best], right[others]) - np.maximum(left[best], left[others]) + 1
        height = np.minimum(bottom[best], bottom[others]) - np.maximum(top[best], top[others]) + 1
        shared = np.maximum(0.0, width) * np.maximum(0.0, height)
        order = others[shared / (areas[best] + areas[others] - shared) <= NMS]
    return kept


def detect(model, pixels):
    """Rows of box, score and landmarks, from BGR pixels (H, W, 3) of uint8."""
    image = np.float32(pixels)
    height, width = image.shape[:2]
    image -= MEAN_BGR
    batch = torch.from_numpy(image.transpose(2, 0, 1)).unsqueeze(0)
    deltas, scores, points = model(batch)
    anchors = priors(height, width)
    scale = torch.tensor([width, height, width, height], dtype=torch.float32)
    boxes = (decode_boxes(deltas[0], anchors) * scale).numpy()
    landmarks = (decode_landmarks(points[0], anchors) * scale[:2].repeat(5)).numpy()
    faces = scores[0].numpy()[:, 1]
    passed = np.where(faces > SCORE)[0]
    candidates = len(passed)
    passed = passed[faces[passed].argsort()[::-1][:BEST_BEFORE]]
    passed = passed[keep(boxes[passed], faces[passed])[:BEST_AFTER]]
    return np.hstack((boxes[passed], faces[passed, None], landmarks[passed])), candidates


def make(settings):
    torch.set_num_threads(int(settings["threads"]))
    torch.set_grad_enabled(False)
    model = RetinaFace().eval()
    load(model, names(read_model(settings["model"])))
    rgb = decode_image(settings["image"], ImageReadMode.RGB)
    pixels = np.ascontiguousarray(rgb.permute(1, 2, 0).numpy()[:, :, ::-1])

    def run():
        seconds, (found, candidates) = timed(lambda: detect(model, pixels))
        facts = {"detections": len(found), "candidates": candidates}
        return seconds, checksum(found.sum()), facts

    return run
