"""What all golden scripts share: narrow layers, seeded inputs, masks, and the file they write."""

import json
import math
import pathlib
import platform

import numpy as np

rng = np.random.default_rng(20140610)

# Updates an optimiser has behind it when the golden step begins.
ITERATIONS = 3


def uniform(low, high, shape):
    return rng.uniform(low, high, shape).astype(np.float32)


def normal(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def pixels(low, high, shape):
    """Image values with two decimals, which keeps the file small."""
    return np.round(rng.uniform(low, high, shape), 2).astype(np.float32)


def kernel_values(shape, fan_in):
    limit = 1.5 / math.sqrt(fan_in)
    return uniform(-limit, limit, shape)


def slot_values(shape):
    """m and v of one weight after some training: small enough that epsilon counts.

    A fresh Adam would divide each gradient by itself and so blow up the rounding of those that are zero but for
    it, as of every bias that feeds a batch norm.
    """
    v = (10 ** rng.uniform(-10, -6, shape)).astype(np.float32)
    m = (rng.choice([-1, 1], shape) * rng.uniform(0.2, 1, shape) * np.sqrt(v)).astype(np.float32)
    return m, v


def mask_values(shape, keep):
    return (rng.random(shape) < keep).astype(np.float32)


def tensor(array):
    """Shape and values, last axis first, in the fewest digits that give every float32 back exactly."""
    array = np.asarray(array, dtype=np.float32)
    return {"shape": list(array.shape), "data": [float(str(value)) for value in array.ravel()]}


def tensors(arrays):
    return {name: tensor(array) for name, array in arrays.items()}


def mask_record(layer, mask):
    return {"layer": layer, "shape": list(mask.shape), "kept": "".join("1" if value else "0" for value in mask.ravel())}


def image_fields(image):
    return dict(zip(("height", "width", "channels"), image))


def write(preset, content, versions):
    content = {"versions": {"python": platform.python_version(), "numpy": np.__version__, **versions}, **content}
    path = pathlib.Path(__file__).parent / f"{preset}.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes")
