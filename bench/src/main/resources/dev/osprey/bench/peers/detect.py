"""Detection in images that are in memory, by torchvision or by Pytorch_Retinaface's pipeline."""

import contextlib

from work import serve, timed


def make(settings):
    if settings["preset"].startswith("retinaface"):
        import retinaface

        return retinaface.make(settings)
    return torchvision_work(settings)


def torchvision_work(settings):
    import torch
    from detectors import build, checksum, read_image

    torch.set_num_threads(int(settings["threads"]))
    torch.manual_seed(0)
    model = build(settings).eval()
    image = read_image(settings["image"])
    images = [image] * int(settings.get("batch", 1))
    precision = contextlib.nullcontext
    if settings["precision"] == "bfloat16":
        model = model.to(memory_format=torch.channels_last)

        def precision():
            return torch.autocast("cpu", torch.bfloat16)

    facts = {}
    if settings["preset"].startswith("retinanet"):
        facts["candidates"] = candidates(model, image)
    if settings["mode"] == "compiled":
        model.backbone = torch.compile(model.backbone)
        model.head = torch.compile(model.head)

    def detect():
        with torch.inference_mode(), precision():
            return model(images)

    if settings["mode"] == "compiled":
        detect()  # compiles

    def run():
        seconds, found = timed(detect)
        total = sum(float(each["boxes"].sum() + each["scores"].sum()) for each in found)
        count = sum(len(each["boxes"]) for each in found)
        return seconds, checksum(total), {"detections": count, **facts}

    return run


def candidates(model, image):
    """The scores above the threshold, before any top-k."""
    import torch

    limit = torch.logit(torch.tensor(model.score_thresh, dtype=torch.float64)).item()
    with torch.inference_mode():
        batch, _ = model.transform([image])
        features = list(model.backbone(batch.tensors).values())
        logits = model.head(features)["cls_logits"]
        return int((logits > limit).sum())


serve(make)
