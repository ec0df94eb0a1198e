"""A training step of torchvision's detectors: forward, losses, backward, SGD."""

import contextlib

from work import serve, timed


def make(settings):
    import torch
    from detectors import build, checksum, read_image
    from ops import read_boxes

    torch.set_num_threads(int(settings["threads"]))
    torch.manual_seed(0)
    model = build(settings).train()
    boxes, _ = read_boxes(settings["boxes"])
    classes = int(settings["classes"])
    # Faster R-CNN's label 0 is the background
    labels = torch.tensor([1 + i % (classes - 1) for i in range(len(boxes))])
    count = int(settings["batch"])
    image = read_image(settings["image"])
    precision = contextlib.nullcontext
    if settings["precision"] == "bfloat16":
        model = model.to(memory_format=torch.channels_last)

        def precision():
            return torch.autocast("cpu", torch.bfloat16)

    # so small that thousands of steps leave random weights finite
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-9, momentum=0.9, weight_decay=1e-4)

    def step():
        optimizer.zero_grad(set_to_none=True)
        targets = [{"boxes": boxes.clone(), "labels": labels.clone()} for _ in range(count)]
        with precision():
            losses = model([image] * count, targets)
            total = sum(losses.values())
        total.backward()
        optimizer.step()
        return float(total.detach())

    def run():
        seconds, loss = timed(step)
        return seconds, checksum(loss), {"loss": loss}

    return run


if __name__ == "__main__":
    serve(make)
