"""torchvision's detectors with the weights of a model file of Osprey."""

import json
import struct

import torch
from torchvision.io import ImageReadMode, decode_image


def read_model(path):
    """The tensors of a safetensors file by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        content = bytearray(file.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            raise ValueError(f"{name} is {entry['dtype']}, expected F32")
        start, end = entry["data_offsets"]
        count = (end - start) // 4
        flat = torch.frombuffer(content, dtype=torch.float32, offset=start, count=count)
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def read_image(path):
    """Float RGB in 0..1, (3, H, W), as torchvision's detectors take it."""
    return decode_image(path, ImageReadMode.RGB).float() / 255


def build(settings):
    """The detector of the settings' preset; norms are trained ones, as in Osprey's presets."""
    from torchvision.models import detection

    sizes = {}
    if "side" in settings:
        sizes = {"min_size": int(settings["side"]), "max_size": int(settings["longest"])}
    common = {
        "weights": None,
        "weights_backbone": None,
        "trainable_backbone_layers": 5,
        **sizes,
    }
    preset = settings["preset"]
    classes = int(settings["classes"])
    if preset == "retinanet-r50-torchvision":
        model = detection.retinanet_resnet50_fpn(num_classes=classes, **common)
    elif preset == "fasterrcnn-r50":
        model = detection.fasterrcnn_resnet50_fpn(num_classes=classes + 1, **common)
    else:
        raise ValueError(f"no detector for {preset}")
    if "model" in settings:
        load(model, read_model(settings["model"]))
    return model


def load(model, tensors):
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    missing = [key for key in missing if not key.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError(f"weights differ: missing {missing[:3]}, unexpected {unexpected[:3]}")


def checksum(numbers):
    """A short text of a sum."""
    return float(numbers).hex()
