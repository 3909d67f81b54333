"""Golden file of measures of data sets: what one picture's pixels say of it, by NumPy and SciPy, and how odd it is among others, by SciPy's tree.

`python make_measures.py` writes measures.json.
"""

import json
import pathlib

import numpy as np
from scipy.ndimage import laplace
from scipy.spatial import cKDTree

rng = np.random.default_rng(18)


def grey(picture):
    """Pillow's "L": Rec. 601 luma in fixed point."""
    if picture.shape[2] == 1:
        return picture[:, :, 0].astype(np.int64)
    weighted = picture.astype(np.int64) @ np.array([19595, 38470, 7471])
    return (weighted + 32768) >> 16


def measures(picture):
    levels = grey(picture).astype(np.float64)
    inside = laplace(levels)[1:-1, 1:-1] / 4
    values = {
        "sharpness": float(np.sqrt(np.mean(inside**2))) if inside.size else 0.0,
        "brightness": float(levels.mean()),
        "contrast": float(levels.std()),
        "colourfulness": 0.0,
    }
    if picture.shape[2] == 3:
        red, green, blue = (picture[:, :, at].astype(np.float64) for at in range(3))
        first, second = red - green, (red + green) / 2 - blue
        spread = np.hypot(first.std(), second.std())
        middle = np.hypot(first.mean(), second.mean())
        values["colourfulness"] = float(spread + 0.3 * middle)
    return values


def pictures():
    yield "noise, grey", rng.integers(0, 256, (7, 9, 1))
    yield "noise, colour", rng.integers(0, 256, (8, 6, 3))
    ramp = np.add.outer(np.arange(10) * 11, np.arange(12) * 3)
    yield "a ramp", ramp[:, :, None]
    yield "one tint", np.broadcast_to(np.array([200, 90, 30]), (5, 5, 3))
    yield "without an inside", rng.integers(0, 256, (2, 9, 1))


def rows():
    """Two clouds of points and one far from both."""
    clouds = [rng.normal(0, 1, (20, 4)), rng.normal(6, 0.5, (12, 4)), np.full((1, 4), -9.0)]
    points = np.concatenate(clouds)
    neighbours = 5
    distances, _ = cKDTree(points).query(points, neighbours + 1)
    return {
        "size": 4,
        "neighbours": neighbours,
        "values": points.ravel().tolist(),
        "oddness": distances[:, 1:].mean(axis=1).tolist(),
    }


golden = {
    "pictures": [
        {
            "name": name,
            "height": picture.shape[0],
            "width": picture.shape[1],
            "channels": picture.shape[2],
            "pixels": picture.ravel().tolist(),
            "measures": measures(picture),
        }
        for name, picture in pictures()
    ],
    "rows": rows(),
}
pathlib.Path(__file__).with_name("measures.json").write_text(json.dumps(golden) + "\n")
