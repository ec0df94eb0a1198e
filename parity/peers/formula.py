"""Weights and images by formula: the same bits in any language.

The Java side is `Formula`, `FormulaImage` and `WeightRules` in parity/src/test. All arithmetic is
in 64-bit integers (wrapping) or float64, with one rounding to float32 at the end.
"""

import re

import numpy as np
import torch

# Appended to a case's own rules; the first rule whose pattern is found in a name applies.
DEFAULT_RULES = [
    ["num_batches_tracked$", "const", 0],
    ["running_var$", "range", 0.5, 1.5],
    ["running_mean$", "sym", 0.1],
    ["bias$", "sym", 0.1],
    ["weight$", "auto", 1.0],
]

_MASK = 0xFFFFFFFFFFFFFFFF


def unit(salt, name, count):
    """float64 (count,) in [0, 1): SplitMix64, seeded by the FNV-1a hash of `salt/name`."""
    seed = 0xCBF29CE484222325
    for byte in f"{salt}/{name}".encode():
        seed = ((seed ^ byte) * 0x100000001B3) & _MASK
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) * 2.0**-24


def weight(salt, rules, name, shape):
    """float32 array of `shape` for the parameter with the name `name` in the peer."""
    _, kind, *numbers = next(rule for rule in rules if re.search(rule[0], name))
    u = unit(salt, name, int(np.prod(shape)))
    if kind == "auto":
        kind, numbers = ("fan", numbers) if len(shape) >= 2 else ("range", [0.5, 1.5])
    if kind == "fan":
        values = (2.0 * u - 1.0) * np.sqrt(3.0 * numbers[0] / np.prod(shape[1:]))
    elif kind == "sym":
        values = (2.0 * u - 1.0) * numbers[0] + (numbers[1] if len(numbers) > 1 else 0.0)
    elif kind == "range":
        values = numbers[0] + (numbers[1] - numbers[0]) * u
    elif kind == "const":
        values = np.full(u.shape, float(numbers[0]))
    else:
        raise ValueError(f"unknown kind of weight rule: {kind}")
    return values.astype(np.float32).reshape(shape)


def fill(model, salt, rules, modules=("",)):
    """Sets every parameter and buffer of the model's state dict, or those of some modules."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if not name.startswith(tuple(modules)):
                continue
            values = weight(salt, rules, name, tuple(tensor.shape))
            tensor.copy_(torch.from_numpy(np.asarray(values)))


def picture(salt, name, height, width):
    """uint8 (height, width, 3) RGB: three grids of noise, coarse to fine, and a little grain."""
    channels = [_channel(salt, f"{name}/c{c}", height, width) for c in range(3)]
    return np.stack(channels, axis=-1)


def _channel(salt, name, height, width):
    total = np.zeros((height, width))
    for cell, share in ((64, 0.5), (16, 0.25), (4, 0.125)):
        rows, columns = height // cell + 2, width // cell + 2
        grid = unit(salt, f"{name}/g{cell}", rows * columns).reshape(rows, columns)
        y, x = np.arange(height), np.arange(width)
        fy, fx = ((y % cell) / cell)[:, None], ((x % cell) / cell)[None, :]
        y, x = y // cell, x // cell
        top = grid[np.ix_(y, x)] + (grid[np.ix_(y, x + 1)] - grid[np.ix_(y, x)]) * fx
        below = grid[np.ix_(y + 1, x)] + (grid[np.ix_(y + 1, x + 1)] - grid[np.ix_(y + 1, x)]) * fx
        total += share * (top + (below - top) * fy)
    total += 0.125 * unit(salt, f"{name}/n", height * width).reshape(height, width)
    return np.clip(np.floor((0.5 + (total - 0.5) * 2.0) * 256.0), 0, 255).astype(np.uint8)
