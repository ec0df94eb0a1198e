"""One epoch of PyTorch's DataLoader over JPEG files: decoding, resizing, normalising, batching."""

import os

from work import serve, timed

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


def make(settings):
    import torch
    from torch.nn.functional import interpolate, pad
    from torch.utils.data import DataLoader, Dataset
    from torchvision.io import ImageReadMode, decode_image

    torch.set_num_threads(int(settings["threads"]))
    side, longest = int(settings["side"]), int(settings["longest"])
    mean = torch.tensor(MEAN).view(3, 1, 1)
    std = torch.tensor(STD).view(3, 1, 1)

    class Images(Dataset):
        def __init__(self, folder):
            self.files = sorted(os.path.join(folder, name) for name in os.listdir(folder))

        def __len__(self):
            return len(self.files)

        def __getitem__(self, index):
            image = decode_image(self.files[index], ImageReadMode.RGB).float() / 255
            image = (image - mean) / std
            height, width = image.shape[1:]
            scale = min(side / min(height, width), longest / max(height, width))
            return interpolate(
                image[None],
                scale_factor=scale,
                mode="bilinear",
                recompute_scale_factor=True,
                align_corners=False,
            )[0]

    def batched(images):
        """Pads to the largest sides, rounded up to 32, as torchvision's detectors do."""
        height = -(-max(image.shape[1] for image in images) // 32) * 32
        width = -(-max(image.shape[2] for image in images) // 32) * 32
        return torch.stack(
            [pad(each, (0, width - each.shape[2], 0, height - each.shape[1])) for each in images]
        )

    loader = DataLoader(
        Images(settings["images"]),
        batch_size=int(settings["batch"]),
        num_workers=int(settings["workers"]),
        collate_fn=batched,
        persistent_workers=True,
    )

    def epoch():
        total, count = 0.0, 0
        for batch in loader:
            total += batch.view(-1)[batch.numel() // 2].item()
            count += len(batch)
        return total, count

    def run():
        seconds, (total, count) = timed(epoch)
        return seconds, total.hex(), {"images": count}

    return run


serve(make)
