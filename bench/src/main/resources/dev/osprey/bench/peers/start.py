"""A program that detects in one image, as a user would write it: an annotated image and JSON."""

import json
import os
import sys

import torch
from detectors import build, read_image
from torchvision.io import write_png
from torchvision.utils import draw_bounding_boxes

SHOWN = 0.3

settings = json.loads(sys.argv[1])
torch.set_num_threads(int(settings["threads"]))
model = build(settings).eval()
image = read_image(settings["image"])
with torch.inference_mode():
    found = model([image])[0]
shown = found["scores"] >= SHOWN
pixels = (255 * image).round().to(torch.uint8)
if shown.any():
    rows = zip(found["labels"][shown].tolist(), found["scores"][shown].tolist())
    texts = [f"{label} {score:.2f}" for label, score in rows]
    pixels = draw_bounding_boxes(pixels, found["boxes"][shown], texts, width=2)
os.makedirs(settings["output"])
write_png(pixels, os.path.join(settings["output"], "image.png"))
with open(os.path.join(settings["output"], "detections.json"), "w") as file:
    json.dump({name: values[shown].tolist() for name, values in found.items()}, file)
