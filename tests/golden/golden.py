"""What both golden scripts share: small shapes, seeded inputs, and the file they write."""

import json

import numpy as np

IMAGE = (4, 4, 1)
LATENT_SIZE = 6
BATCH = 8
STEPS = 2

# Layer widths of the small variants; the full ones are only counted.
GENERATOR_UNITS = {128: 5, 256: 7, 512: 8, 1024: 9}
DISCRIMINATOR_UNITS = {512: 8, 256: 6}

rng = np.random.default_rng(20140610)


def uniform(low, high, shape):
    return rng.uniform(low, high, shape).astype(np.float32)


def normal(*shape):
    return rng.standard_normal(shape).astype(np.float32)


# Adam's memory at the start. A fresh Adam would divide each gradient by itself and so blow up the rounding of
# those that are zero but for it, as of every bias that feeds a batch norm.
ITERATIONS = 3


def slot_values(shape):
    """m and v of one weight after some training: small enough that epsilon counts."""
    v = (10 ** rng.uniform(-9, -6, shape)).astype(np.float32)
    m = (rng.choice([-1, 1], shape) * rng.uniform(0.2, 1, shape) * np.sqrt(v)).astype(np.float32)
    return m, v


def tensor(array):
    """Shape and values, rows first, with digits enough to give every float32 back exactly."""
    array = np.asarray(array, dtype=np.float32)
    return {"shape": list(array.shape), "data": [float(f"{value:.9g}") for value in array.ravel()]}


def tensors(arrays):
    return {name: tensor(array) for name, array in arrays.items()}


def write(path, content):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")
