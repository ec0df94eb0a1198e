"""Runs exported files on ONNX Runtime, OpenVINO and ONNX's reference evaluator.

    onnx_engines.py [PRESET …] [--models DIR] [--model FILE …] [--pictures A,B,C] [--size 160x192]
        [--osprey ./osprey] [--keep DIR] [--no-reference]

Without arguments it takes every preset. For each, `osprey export` writes the file of any size and
the --fixed one of a model with made weights, whose scores lie on both sides of the threshold (a
test of module onnx makes them: few classes, narrow heads, the preset's own preprocessing at a small
side). Images are taken where ONNX Runtime itself finds the same when weights are moved by 1e-6:
elsewhere two scores, or an overlap and its threshold, are equal but for rounding, and suppression
keeps one box or the other. ONNX Runtime's detections are then compared with OpenVINO's: the dynamic file at two sizes,
the same file after OpenVINO's own `reshape`, the --fixed file, each with one image and with
three; and with the reference evaluator's on a small image, after a full check by onnx.checker. A
detection needs a match of the same label, with corners and landmarks within 0.05 pixels and a
score within 1e-4. Exits 1 where one has none.

--model takes a model file of the user instead of presets, and --pictures image files for it.
OpenVINO's CPU is told to compute in float32 (INFERENCE_PRECISION_HINT): it may choose bfloat16
or float16 by itself.
"""

import argparse
import contextlib
import json
import math
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import openvino
from onnx.reference import ReferenceEvaluator
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
BOX_PX = 0.05
SCORE = 1e-4
# Number of copies of a file with weights changed by 1e-6. Two boxes in a tie swap in half of them.
MOVES = 4
# The reference evaluator computes convolutions in Python.
REFERENCE_SIZE = (48, 64)


def main():
    arguments = parse()
    with folder_of(arguments) as folder:
        models = arguments.model or made_models(arguments, Path(folder))
        failed = [model for model in models if not check(Path(model), Path(folder), arguments)]
    raise SystemExit(1 if failed else 0)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", nargs="*", metavar="PRESET")
    parser.add_argument("--model", type=Path, nargs="+", help="model files instead of presets")
    parser.add_argument("--models", type=Path, help="a folder where PRESET.safetensors lie already")
    parser.add_argument("--pictures", type=lambda text: text.split(","), default=[])
    parser.add_argument("--size", type=size_of, default=(160, 192))
    parser.add_argument("--osprey", default=str(ROOT / "osprey"))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where models and exports stay")
    parser.add_argument("--no-reference", action="store_true")
    return parser.parse_args()


def size_of(text):
    return tuple(map(int, text.split("x")))


def folder_of(arguments):
    """A new folder, which is deleted at the end unless the user keeps it."""
    if arguments.keep is None:
        return tempfile.TemporaryDirectory()
    arguments.keep.mkdir(parents=True, exist_ok=True)
    return contextlib.nullcontext(arguments.keep)


def all_presets(arguments):
    """The presets' names, as the message on an unknown one lists them."""
    done = subprocess.run(
        [arguments.osprey, "summary", "unknown"], capture_output=True, text=True, check=False
    )
    return done.stderr.split("known:")[1].replace(",", " ").split()


def made_models(arguments, folder):
    presets = arguments.presets or all_presets(arguments)
    if arguments.models:
        return [arguments.models / f"{preset}.safetensors" for preset in presets]
    command = ["mvn", "-q", "-pl", "onnx", "-am", "test", "-Dtest=EngineModelsTest"]
    command += ["-Dsurefire.failIfNoSpecifiedTests=false"]
    command += [f"-Dosprey.engines.presets={','.join(presets)}"]
    command += [f"-Dosprey.engines.folder={folder.resolve()}"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit("the models could not be made")
    return [folder / f"{preset}.safetensors" for preset in presets]


def exported(arguments, model, folder, name, *more):
    out = folder / f"{model.stem}-{name}.onnx"
    out.unlink(missing_ok=True)
    command = [arguments.osprey, "export", "--model", model, "--format", "onnx", "--out", out]
    done = subprocess.run(
        [*map(str, command), *more], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{model.stem}: osprey export {' '.join(more)}: {done.stderr}")
    return out


def picture(random, height, width):
    """uint8 (height, width, 3): noise from coarse to fine. What would be cut off above white or
    below black is folded back: flat areas have equal scores, which engines order as they like."""
    total = 0.3 * random.random((height, width, 3))
    for cell, share in ((64, 1.0), (16, 0.7), (4, 0.4)):
        total += share * enlarged(random, cell, height, width)
    folded = np.abs((total - 0.2) % 2.0 - 1.0)
    return (255 * folded).astype(np.uint8)


def enlarged(random, cell, height, width):
    grid = random.random((height // cell + 2, width // cell + 2, 3))
    y, x = np.arange(height) / cell, np.arange(width) / cell
    top, left = y.astype(int), x.astype(int)
    down, right = (y - top)[:, None, None], (x - left)[None, :, None]
    rows = grid[top] * (1 - down) + grid[top + 1] * down
    return rows[:, left] * (1 - right) + rows[:, left + 1] * right


@dataclass
class Differences:
    """The largest differences from ONNX Runtime, and the number of detections without a match."""

    pixels: float = 0.0
    scores: float = 0.0
    compared: int = 0
    alone: list = field(default_factory=list)

    def add(self, expected, found, where):
        for i, count in enumerate(expected["num"]):
            pairs, alone = partners(expected, found, i)
            self.compared += int(count)
            self.pixels = max([self.pixels, *(pixels for pixels, _ in pairs)])
            self.scores = max([self.scores, *(score for _, score in pairs)])
            if alone:
                self.alone.append(f"{where}: {alone} of image {i} without a match")

    def __str__(self):
        return f"{self.compared} detections, box {self.pixels:.1e} px, score {self.scores:.1e}"


def partners(expected, found, i):
    """(pixels, score) of each pair of image i, and the number of detections without a match."""
    left = list(range(found["num"][i]))
    pairs, alone = [], 0
    for j in range(expected["num"][i]):
        near = []
        for k in left:
            score = abs(float(expected["scores"][i, j]) - float(found["scores"][i, k]))
            if expected["labels"][i, j] == found["labels"][i, k] and score <= SCORE:
                near.append((distance(expected, found, i, j, k), score, k))
        if near and min(near)[0] <= BOX_PX:
            pixels, score, k = min(near)
            left.remove(k)
            pairs.append((pixels, score))
        else:
            alone += 1
    return pairs, alone + len(left)


def distance(expected, found, i, j, k):
    return max(
        float(np.abs(expected[part][i, j] - found[part][i, k]).max())
        for part in ("boxes", "landmarks")
        if part in expected
    )


class OnnxRuntime:
    def __init__(self, file):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(file), options)
        self.names = [output.name for output in self._session.get_outputs()]
        metadata = self._session.get_modelmeta().custom_metadata_map
        self.preprocessing = json.loads(metadata["osprey.preprocessing"])

    def __call__(self, images):
        return dict(zip(self.names, self._session.run(None, {"images": images})))


class OpenVino:
    def __init__(self, file, names, shape=None):
        core = openvino.Core()
        model = core.read_model(str(file))
        if shape is not None:
            model.reshape({"images": list(shape)})
        precision = {"INFERENCE_PRECISION_HINT": "f32"}
        self._compiled = core.compile_model(model, "CPU", precision)
        self._names = names

    def __call__(self, images):
        results = self._compiled([images])
        return {name: results[i] for i, name in enumerate(self._names)}


def check(model, folder, arguments):
    """Prints one line for each way to run a model's files; returns whether all agree."""
    dynamic = exported(arguments, model, folder, "dynamic")
    runtime = OnnxRuntime(dynamic)
    moved = moved_runtimes(dynamic, folder)
    ways = {"dynamic": Differences(), "reshaped": Differences()}
    anysize = OpenVino(dynamic, runtime.names)
    for images in picture_stacks(arguments, runtime, moved):
        where = "x".join(map(str, images.shape[:3]))
        expected = runtime(images)
        ways["dynamic"].add(expected, anysize(images), where)
        reshaped = OpenVino(dynamic, runtime.names, images.shape)
        ways["reshaped"].add(expected, reshaped(images), where)
    ways["fixed"] = fixed_differences(arguments, model, folder)
    if not arguments.no_reference:
        ways["reference"] = reference_differences(dynamic, runtime, moved)
    for way, differences in ways.items():
        print(f"{model.stem:40} {way:9} {differences}", *differences.alone, sep="; ", flush=True)
    return all(one.compared and not one.alone for one in ways.values())


def moved_runtimes(file, folder):
    """Copies of the file with each weight changed by up to a millionth of itself."""
    model = onnx.load(str(file))
    out = folder / f"{file.stem}-moved.onnx"
    runtimes = []
    for seed in range(MOVES):
        random = np.random.default_rng(seed)
        moved = onnx.ModelProto()
        moved.CopyFrom(model)
        for tensor in moved.graph.initializer:
            if tensor.data_type == onnx.TensorProto.FLOAT and len(tensor.dims) > 1:
                values = onnx.numpy_helper.to_array(tensor)
                factors = 1 + 1e-6 * (2 * random.random(values.shape) - 1)
                values = (values * factors).astype(np.float32)
                tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
        onnx.save(moved, str(out))
        runtimes.append(OnnxRuntime(out))
    out.unlink()
    return runtimes


def steady_stack(runtime, moved, draw, count):
    """(count, …): random images in which such a change of the weights changes no detection."""
    steady = []
    for _ in range(40):
        images = draw()[None]
        expected, differences = runtime(images), Differences()
        for other in moved:
            differences.add(expected, other(images), "")
        if differences.compared and not differences.alone:
            steady.append(images)
        if len(steady) == count:
            return np.concatenate(steady)
    raise SystemExit("no image was found whose detections do not depend on the last bit")


def picture_stacks(arguments, runtime, moved):
    """uint8 (N, H, W, 3) each: one image, and three with different content."""
    if arguments.pictures:
        return [stack for file in arguments.pictures for stack in file_stacks(file)]
    random = np.random.default_rng(3)
    height, width = arguments.size
    sizes = [(height, width), (math.ceil(height * 0.7) | 1, math.ceil(width * 1.1) | 1)]
    return [
        steady_stack(runtime, moved, lambda: picture(random, *size), count)
        for size in sizes
        for count in (1, 3)
    ]


def file_stacks(file):
    """A user's image alone, and together with its mirror image and its upside-down image."""
    pixels = np.asarray(Image.open(file).convert("RGB"))
    return [pixels[None], np.stack([pixels, pixels[:, ::-1], pixels[::-1]])]


def fixed_differences(arguments, model, folder):
    height, width = arguments.size
    fixed = exported(arguments, model, folder, "fixed", "--fixed", f"{height}x{width}")
    runtime = OnnxRuntime(fixed)
    moved = moved_runtimes(fixed, folder)
    compiled = OpenVino(fixed, runtime.names)
    differences, random = Differences(), np.random.default_rng(4)

    def draw():
        return prepared(picture(random, height, width), runtime.preprocessing)

    for count in (1, 3):
        images = steady_stack(runtime, moved, draw, count)
        differences.add(runtime(images), compiled(images), f"{count}x{height}x{width}")
    return differences


def prepared(pixels, preprocessing):
    """float32 (3, height, width): as a --fixed file takes images of its own size."""
    planes = pixels.transpose(2, 0, 1)
    if preprocessing["channels"] == "bgr":
        planes = planes[::-1]
    mean, std = (np.reshape(preprocessing[key], (3, 1, 1)) for key in ("mean", "std"))
    return ((planes / 255 - mean) / std).astype(np.float32)


def reference_differences(file, runtime, moved):
    model = onnx.load(str(file))
    onnx.checker.check_model(model, full_check=True)
    evaluator = ReferenceEvaluator(model)
    random = np.random.default_rng(5)
    images = steady_stack(runtime, moved, lambda: picture(random, *REFERENCE_SIZE), 1)
    differences = Differences()
    found = dict(zip(runtime.names, evaluator.run(None, {"images": images})))
    differences.add(runtime(images), found, "x".join(map(str, images.shape[:3])))
    return differences


if __name__ == "__main__":
    main()
