#!/usr/bin/env python3
"""Runs a peer on images and weights made by formula, and compares Osprey with its results.

    parity/peers/compare.py retinanet-r50-torchvision --seed 7 --sizes 320x416,288x416 --classes 7

One case folder for detecting and one for training is written, as in parity/src/test/resources; the
parity test runs them, and a table shows the largest difference of each tensor.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import torch

from case_writer import CaseWriter
from formula import unit
from given import FilePictures, FormulaPictures, GivenWeights
from stability import stability
from training import TrainingRun
from weight_scale import detection_rules, training_rules

REPOSITORY = Path(__file__).resolve().parents[2]
DEPTHS = (18, 34, 50, 101, 152)
PRESETS = [f"retinanet-r{d}-{peer}" for peer in ("torchvision", "yhenon", "mmdet") for d in DEPTHS]
PRESETS.insert(len(DEPTHS), "retinanet-r50-v2")
PRESETS += ["retinanet-r50-caffe-mmdet", "retinanet-r101-caffe-mmdet"]
PRESETS += ["retinaface-mobilenet025", "retinaface-r50", "retinaface-mobilenet025-small-faces"]
PRESETS += [f"fasterrcnn-{b}" for b in ("r18", "r50", "r50-v2", "mobilenet-v2", "vgg16")]
# If detections depend on rounding, the next salt is tried.
ATTEMPTS = 8


def main():
    arguments = parse()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"{arguments.preset}, seed {seed}", flush=True)
    out = Path(arguments.out or tempfile.mkdtemp(prefix="osprey-peers-")).absolute()
    torch.set_num_threads(arguments.threads)
    pictures = FormulaPictures(arguments.sizes)
    if arguments.pictures:
        pictures = FilePictures(arguments.pictures, out)
    peer = peer_class(arguments.preset)(
        arguments.preset, arguments.classes, pictures.sizes, arguments.peer_source
    )
    accept(peer, arguments)
    print(f"peer: {peer.name}", flush=True)
    weights = GivenWeights(arguments.weights, out) if arguments.weights else None
    folders = []
    for name, chosen in batches(peer, pictures):
        folder = out / f"{arguments.preset}-{name}"
        folders.append(write_detection(peer, arguments, seed, chosen, weights, folder))
    if arguments.train_steps > 0:
        folders += write_training(peer, arguments, seed, pictures, weights, out)
    for folder in folders:
        print(f"wrote {folder}", flush=True)
    if arguments.only_write:
        return 0
    return run_osprey(folders, out, arguments.maven.split())


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("preset", choices=PRESETS, metavar="PRESET", help=", ".join(PRESETS))
    parser.add_argument("--seed", type=int, help="of weights, images and objects; else random")
    parser.add_argument(
        "--sizes",
        type=sizes,
        help="height x width of each image (retinaface-*: equal ones where it trains; yhenon:"
        " equal ones); default: 160x192,192x128; yhenon twice 160x192; faces five times 160x160."
        " Where all have the same longest side nothing is resized. A third image or a later one"
        " has no objects (retinaface-*: every fifth, from the third on).",
    )
    parser.add_argument("--classes", type=int, default=5)
    parser.add_argument("--train-steps", type=int, default=2, help="0: detecting only")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        type=option,
        metavar="NAME=VALUE",
        help="an argument of the peer's constructor, its value as JSON: rpn_nms_thresh=0.6;"
        " retinaface-*: min_sizes, clip, variance, confidence, nms, top_k, keep_top_k",
    )
    parser.add_argument("--out", help="where the cases are written; else a new temporary folder")
    parser.add_argument("--compact", action="store_true", help="store parts of large tensors")
    parser.add_argument("--only-write", action="store_true", help="do not run Osprey")
    parser.add_argument(
        "--weights", help="retinaface-*: a checkpoint of the peer's in place of weights by formula"
    )
    parser.add_argument(
        "--pictures",
        type=lambda text: text.split(","),
        default=[],
        metavar="FILE,…",
        help="images in place of those by formula",
    )
    parser.add_argument(
        "--peer-source",
        help="a checkout of the peer (pytorch-retinanet, Pytorch_Retinaface,"
        " Face-Detector-1MB-with-landmark); else it is cloned",
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--maven", default="mvn -B -q", help="how Maven is called")
    arguments = parser.parse_args()
    if arguments.sizes is None:
        arguments.sizes = default_sizes(arguments.preset)
    if arguments.option and arguments.preset.endswith(("-yhenon", "-mmdet")):
        parser.error(f"--option: the peer of {arguments.preset} takes none")
    return arguments


def sizes(text):
    try:
        found = [tuple(map(int, size.split("x"))) for size in text.split(",")]
    except ValueError:
        found = [()]
    if any(len(size) != 2 or min(size) < 1 for size in found):
        raise argparse.ArgumentTypeError(f"{text}: give HEIGHTxWIDTH,…, such as 160x192,192x128")
    return found


def default_sizes(preset):
    if preset.startswith("retinaface-"):
        return [(160, 160)] * 5
    return [(160, 192), (160, 192) if preset.endswith("-yhenon") else (192, 128)]


def option(text):
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text}: give NAME=VALUE with a JSON value, such as rpn_nms_thresh=0.6"
        ) from None


def peer_class(preset):
    """Imports the peer on demand: each peer needs its own packages."""
    if preset.startswith("fasterrcnn-"):
        from torchvision_fasterrcnn import TorchvisionFasterRcnn as Peer
    elif preset.startswith("retinaface-"):
        from biubug6_retinaface import Biubug6RetinaFace as Peer
    elif preset.endswith("-yhenon"):
        from yhenon_retinanet import YhenonRetinaNet as Peer
    elif preset.endswith("-mmdet"):
        from mmdet_retinanet import MmdetRetinaNet as Peer
    else:
        from torchvision_retinanet import TorchvisionRetinaNet as Peer
    return Peer


def accept(peer, arguments):
    """Sets the peer's options; a peer with a fixed list of options accepts no others."""
    known = getattr(peer, "known_options", None)
    for name, value in arguments.option:
        if known is not None and name not in known:
            raise SystemExit(f"--option {name}: unknown; {arguments.preset} has {', '.join(known)}")
        peer.options[name] = value
    if hasattr(peer, "check"):
        peer.check(arguments.train_steps)
    if arguments.weights and not hasattr(peer, "load"):
        raise SystemExit(f"--weights: the peer of {arguments.preset} takes none")


def batches(peer, pictures):
    """The images of each detection case, and the end of the case's name."""
    if not getattr(peer, "detects_each", False):
        return [("detect", pictures.chosen(range(len(pictures.sizes))[: peer.detects_at_once]))]
    # A second image by formula of the same size adds nothing.
    tell = pictures.tell_apart()
    return [(f"detect-{name}", pictures.chosen([i])) for name, i in tell.items()]


def write_detection(peer, arguments, seed, given, weights, folder):
    model = peer.build()
    for attempt in range(ATTEMPTS):
        salt = f"peers-{arguments.preset}-{seed}-{attempt}"
        pictures = given.arrays(salt)
        values = fill_in(peer, model, salt, pictures, weights, detection_rules)
        found = peer.detect(model, pictures)
        figures = stability(peer, model, pictures, found)
        if figures is not None:
            break
        print(f"salt {salt}: the detections depend on rounding", flush=True)
    else:
        raise SystemExit(f"no stable detections in {ATTEMPTS} attempts; take another --seed")
    spec = {
        **header(peer, values, given.inputs(salt)),
        **(peer.detection_spec() if hasattr(peer, "detection_spec") else {"options": peer.options}),
        "stability": figures,
        "tolerance": {
            # For an image that is resized, torch 2 uses other source positions, 5e-6 apart.
            "features_rel_to_absmax": 1e-4 if peer.resizes else 2e-5,
            "logits_abs": 2e-3 if peer.resizes else 2e-4,
            "boxes_px": 0.02,
            "scores_abs": 1e-4,
            **peer.tolerance,
        },
    }
    writer = CaseWriter(folder, spec, arguments.compact)
    writer.add_all({name: array(values) for name, values in found.items()})
    writer.write(model.state_dict())
    return writer.folder


def write_training(peer, arguments, seed, given, weights, out):
    """Returns the folder; none if the peer's own numbers depend on rounding."""
    salt = f"peers-{arguments.preset}-{seed}-train"
    pictures = given.arrays(salt)
    if hasattr(peer, "objects"):
        objects = peer.objects(salt, given.sizes)
    else:
        objects = make_objects(salt, given.sizes, arguments.classes)
    model = peer.build()
    values = fill_in(peer, model, salt, pictures, weights, training_rules)
    run = TrainingRun(peer, model, pictures, objects, arguments.train_steps)
    spec = {
        **header(peer, values, given.inputs(salt)),
        **peer.training_spec(objects),
        **run.spec(peer.tolerance),
    }
    reason = run.hangs_on_rounding(spec["tolerance"])
    if reason is not None:
        print(f"no training case: {reason}; take another --seed or larger --sizes", flush=True)
        return []
    writer = CaseWriter(out / f"{arguments.preset}-train", spec, arguments.compact)
    tensors = run.tensors()
    if hasattr(peer, "targets"):
        tensors.update(peer.targets(model, pictures, objects))
    writer.add_all({name: array(values) for name, values in tensors.items()})
    writer.write()
    return [writer.folder]


def fill_in(peer, model, salt, pictures, weights, rules):
    """Sets the model's weights; returns their entry in the spec."""
    if weights is None:
        return {"salt": salt, "weight_rules": rules(peer, model, salt, pictures)}
    peer.load(model, weights.tensors)
    return {"salt": salt, "weights": weights.name}


def header(peer, values, inputs):
    return {"family": peer.family, "peer": peer.name, **values, "inputs": inputs, **peer.spec}


def make_objects(salt, sizes, classes):
    """Three boxes for each of the first two images, in quarters of a pixel; (boxes, labels)."""
    objects = []
    for i, (height, width) in enumerate(sizes):
        boxes, labels = [], []
        for k in range(3 if i < 2 else 0):
            u = unit(salt, f"object{i}.{k}", 5)
            w, h = (0.2 + 0.6 * u[0]) * width, (0.2 + 0.6 * u[1]) * height
            x, y = u[2] * (width - w), u[3] * (height - h)
            boxes.append([int(4 * v) / 4 for v in (x, y, x + w, y + h)])
            labels.append(int(u[4] * classes))
        objects.append((boxes, labels))
    return objects


def array(values):
    values = values.detach()
    return (values.byte() if values.dtype == torch.bool else values).numpy()


def run_osprey(folders, out, maven):
    """Runs the parity test on the cases and prints its results; 0 if all are within tolerance."""
    table = out / "comparison.csv"
    table.unlink(missing_ok=True)
    command = [
        *maven,
        *("-pl", "parity", "-am", "test", "-Dtest=ReferenceCasesTest"),
        "-Dsurefire.failIfNoSpecifiedTests=false",
        f"-Dosprey.cases={out}",
        f"-Dosprey.cases.table={table}",
    ]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    names = {folder.name for folder in folders}
    rows = [row for row in read(table) if row["case"] in names]
    if {row["case"] for row in rows} != names:
        print(result.stdout[-4000:], result.stderr[-2000:], sep="\n", file=sys.stderr)
        print("Osprey did not run every case; its output is above", file=sys.stderr)
        return 1
    print_table(rows)
    failed = [row for row in rows if row["verdict"] != "within"]
    worst = max(rows, key=lambda row: float(row["share"]))
    print(
        f"{len(rows) - len(failed)} of {len(rows)} within their tolerance;"
        f" the largest share is {float(worst['share']):.2g}, of {worst['tensor']}"
    )
    return 1 if failed else 0


def read(table):
    if not table.exists():
        return []
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def print_table(rows):
    case = None
    for row in rows:
        if row["case"] != case:
            case = row["case"]
            print(f"\n{case}\n{'tensor':48}{'difference':>12}{'tolerance':>12}{'share':>9}  verdict")
        difference, tolerance, share = (
            f"{float(row[key]):.2g}" for key in ("difference", "tolerance", "share")
        )
        print(f"{row['tensor']:48}{difference:>12}{tolerance:>12}{share:>9}  {row['verdict']}")
    print()


if __name__ == "__main__":
    sys.exit(main())
