"""Sends a peer's checkpoint through Osprey and back, and holds what comes back against the peer.

    checkpoints.py PRESET … [--classes 3] [--seed 0] [--osprey ./osprey] [--peer-source DIR]

For each preset: the peer's own model with made weights is saved with torch.save, imported (`osprey
import`) and exported (`osprey export --format pth`). The file must open with weights_only=True, have
the peer's keys in all (num_batches_tracked among them), load into a new model of the peer with
strict=True, have the same bits, and give the same detections, bit by bit. torchvision's RetinaNet
detects in Osprey, too (`osprey predict`), and both lists are compared. Exits 1 where anything differs.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import torch
from PIL import Image

from compare import peer_class
from given import FormulaPictures
from weight_scale import detection_rules

NAMES = {"yhenon": "yhenon", "mmdet": "mmdet"}
ROOT = Path(__file__).resolve().parents[2]
SIZE = (160, 192)
# As the presets resize: such a picture keeps its size.
WHOLE = (800, 1056)


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
    return parser.parse_args()


def check(preset, arguments):
    face = preset.startswith("retinaface")
    whole = preset.startswith("retinanet") and preset.endswith(("torchvision", "v2"))
    size = WHOLE if whole else SIZE
    classes = 1 if face else arguments.classes
    peer = peer_class(preset)(preset, classes, [size], arguments.peer_source)
    model = peer.build()
    salt = f"checkpoints-{preset}-{arguments.seed}"
    pictures = FormulaPictures([size]).arrays(salt)
    detection_rules(peer, model, salt, pictures)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        first, ours, back = folder / "peer.pth", folder / "m.safetensors", folder / "back.pth"
        torch.save(model.state_dict(), first)
        osprey(arguments, "import", first, "--out", ours, "--preset", preset)
        names = peer_name(preset)
        command = ["--model", ours, "--format", "pth", "--names", names, "--out", back]
        osprey(arguments, "export", *command)
        state = torch.load(back, weights_only=True)
        fresh = peer.build()
        fresh.load_state_dict(state, strict=True)
        results = {
            "keys": set(state) == set(model.state_dict()),
            "bits": same(model.state_dict(), fresh.state_dict()),
            "detections": same(peer.detect(model, pictures), peer.detect(fresh, pictures)),
        }
        text = ""
        if whole:
            results["osprey"], text = predicted(arguments, ours, fresh, pictures[0], folder)
    verdicts = ", ".join(f"{key} {'same' if ok else 'DIFFER'}" for key, ok in results.items())
    print(f"{preset}: {len(state)} keys, strict=True loads; {verdicts}{text}", flush=True)
    return all(results.values())


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
    """Bit by bit, whatever dictionaries and lists the tensors are in."""
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(same, first, second))
    return torch.equal(torch.as_tensor(first), torch.as_tensor(second))


def predicted(arguments, model_file, model, picture, folder):
    """Osprey's detections of a picture beside the peer's: those above 0.05, in order of score."""
    file = folder / "picture.png"
    Image.fromarray(picture).save(file)
    command = ["predict", "--model", model_file, file, "--score", "0.05", "--json", "-"]
    found = json.loads(osprey(arguments, *command, "--out", folder / "shown"))
    image = torch.from_numpy(picture.copy()).permute(2, 0, 1).float() / 255
    with torch.no_grad():
        expected = model([image])[0]
    boxes, scores, labels = (expected[key] for key in ("boxes", "scores", "labels"))
    if len(found) != len(scores):
        return False, f" ({len(found)} and {len(scores)} detections)"
    found.sort(key=lambda one: -one["score"])
    farthest = worst = 0.0
    for one, box, score, label in zip(found, boxes.tolist(), scores.tolist(), labels.tolist()):
        x, y, width, height = one["bbox"]
        corners = [x, y, x + width, y + height]
        farthest = max(farthest, *(abs(a - b) for a, b in zip(corners, box)))
        worst = max(worst, abs(one["score"] - score))
        if one["category_id"] != label:
            return False, f" (label {one['category_id']} beside {label})"
    text = f" ({len(found)} detections: boxes within {farthest:.1e} px, scores within {worst:.1e})"
    return farthest < 0.02 and worst < 1e-4, text


if __name__ == "__main__":
    main()
