"""Imports a peer's checkpoint into Osprey, exports it again and compares the result with the peer.

    checkpoints.py PRESET … [--classes 3] [--seed 0] [--osprey ./osprey] [--peer-source DIR]
        [--keep DIR]

For each preset: the peer's own model with made weights is saved with torch.save, imported (`osprey
import`) and exported (`osprey export --format pth`). The file must open with weights_only=True,
have all keys of the peer (including num_batches_tracked), load into a new model of the peer with
strict=True, have the same bits, and give the same outputs and detections, bit by bit. Then `osprey
predict` and the peer with the exported file run on a whole image, each with its own preprocessing,
and the lists are compared: a match for every detection, its box within 0.05 pixels, its score
within 1e-4. Exits 1 if anything differs.
"""

import argparse
import contextlib
import json
import subprocess
import tempfile
from pathlib import Path

import torch
from PIL import Image

from compare import peer_class
from given import FormulaPictures
from partners import compare
from weight_scale import detection_rules

NAMES = {"yhenon": "yhenon", "mmdet": "mmdet"}
ROOT = Path(__file__).resolve().parents[2]
SIZE = (480, 640)
# torchvision's presets keep the size of such an image: torch 2 resizes with other source positions
# than torch 1, for which the presets' numbers are valid.
KEPT_SIZE = (800, 1056)


def main():
    arguments = parse()
    failed = [preset for preset in arguments.presets if not check(preset, arguments)]
    raise SystemExit(1 if failed else 0)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", nargs="+", metavar="PRESET")
    parser.add_argument("--classes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--osprey", default=str(ROOT / "osprey"))
    parser.add_argument("--peer-source", type=Path)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where each preset's files stay")
    return parser.parse_args()


def check(preset, arguments):
    classes = 1 if preset.startswith("retinaface") else arguments.classes
    size = KEPT_SIZE if peer_name(preset) == "torchvision" else SIZE
    peer = peer_class(preset)(preset, classes, [size], arguments.peer_source)
    for option in getattr(peer, "limits", ()):
        del peer.options[option]
    model = peer.build()
    salt = f"checkpoints-{preset}-{arguments.seed}"
    pictures = FormulaPictures([size]).arrays(salt)
    detection_rules(peer, model, salt, pictures)
    if hasattr(peer, "spread_scores"):
        peer.spread_scores(model, pictures)
    with folder_of(preset, arguments) as folder:
        folder = Path(folder)
        ours, back = folder / "m.safetensors", folder / "back.pth"
        there_and_back(preset, arguments, model, ours, back)
        state = torch.load(back, weights_only=True)
        fresh = peer.build()
        fresh.load_state_dict(state, strict=True)
        results = {
            "keys": set(state) == set(model.state_dict()),
            "bits": same(model.state_dict(), fresh.state_dict()),
            "outputs": same(peer.detect(model, pictures), peer.detect(fresh, pictures)),
        }
        found = predicted(arguments, ours, pictures[0], folder)
    results["osprey"], text = compare(found, peer.whole(fresh, pictures[0]), peer.least_score)
    verdicts = ", ".join(f"{key} {'same' if ok else 'DIFFER'}" for key, ok in results.items())
    print(f"{preset}: {len(state)} keys, strict=True loads; {verdicts} ({text})", flush=True)
    return all(results.values())


def folder_of(preset, arguments):
    """A new folder, which is deleted at the end unless the user keeps it."""
    if arguments.keep is None:
        return tempfile.TemporaryDirectory()
    folder = arguments.keep / preset
    folder.mkdir(parents=True)
    return contextlib.nullcontext(folder)


def there_and_back(preset, arguments, model, ours, back):
    """Imports the peer's checkpoint as a model file, and exports a checkpoint from it."""
    first = ours.with_name("peer.pth")
    torch.save(model.state_dict(), first)
    osprey(arguments, "import", first, "--out", ours, "--preset", preset)
    command = ["--model", ours, "--format", "pth", "--names", peer_name(preset), "--out", back]
    osprey(arguments, "export", *command)


def peer_name(preset):
    if preset.startswith("retinaface"):
        return "biubug6"
    return NAMES.get(preset.rsplit("-", 1)[-1], "torchvision")


def osprey(arguments, *command):
    done = subprocess.run(
        [arguments.osprey, *map(str, command)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"osprey {command[0]}: {done.stderr}")
    return done.stdout


def same(first, second):
    """Whether tensors in any dictionaries and lists are equal bit by bit."""
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(same, first, second))
    return torch.equal(torch.as_tensor(first), torch.as_tensor(second))


def predicted(arguments, model_file, picture, folder):
    """Osprey's detections in an image, in the format of a peer's."""
    file = folder / "picture.png"
    Image.fromarray(picture).save(file)
    command = ["predict", "--model", model_file, file, "--score", "0", "--json", "-"]
    found = json.loads(osprey(arguments, *command, "--out", folder / "shown"))
    boxes = torch.tensor([one["bbox"] for one in found], dtype=torch.double).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    detections = {
        "boxes": boxes,
        "scores": torch.tensor([one["score"] for one in found]),
        "labels": torch.tensor([one["category_id"] for one in found]),
    }
    if found and "landmarks" in found[0]:
        points = torch.tensor([one["landmarks"] for one in found], dtype=torch.double)
        detections["landmarks"] = points.reshape(len(found), 10)
    return detections


if __name__ == "__main__":
    main()
