"""NMS and RoIAlign of torchvision."""

from work import serve, timed


def read_boxes(path):
    """Boxes (R, 4) and scores (R) of a file of RandomBoxes."""
    import torch

    with open(path, "rb") as file:
        flat = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    count = len(flat) // 5
    return flat[: 4 * count].reshape(count, 4).clone(), flat[4 * count :].clone()


def make(settings):
    import torch

    torch.set_num_threads(int(settings["threads"]))
    return nms(settings) if settings["work"] == "nms" else roi_align(settings)


def nms(settings):
    from torchvision.ops import nms as suppress

    boxes, scores = read_boxes(settings["boxes"])
    repeats = int(settings["repeats"])

    def repeated():
        for _ in range(repeats):
            kept = suppress(boxes, scores, 0.5)
        return kept

    def run():
        seconds, kept = timed(repeated)
        return seconds / repeats, int(kept.sum()), {"kept": len(kept)}

    return run


def roi_align(settings):
    import torch
    from detectors import checksum
    from torchvision.ops import roi_align as pool

    torch.manual_seed(3)
    backward = settings["backward"] == "true"
    channels, height, width = (int(settings[key]) for key in ("channels", "height", "width"))
    features = torch.rand(1, channels, height, width, requires_grad=backward)
    boxes, _ = read_boxes(settings["boxes"])
    scale = 1 / int(settings["stride"])

    def forward():
        with torch.set_grad_enabled(backward):
            return pool(features, [boxes], 7, scale, 2, aligned=False)

    def with_gradient():
        total = forward().sum()
        total.backward()
        return total

    def run():
        features.grad = None
        seconds, result = timed(with_gradient if backward else forward)
        return seconds, checksum(result.detach().sum()), {}

    return run


if __name__ == "__main__":
    serve(make)
