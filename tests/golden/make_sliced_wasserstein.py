"""Writes sliced-wasserstein.json: SciPy's Wasserstein-1 distance along given directions, and their mean.

Made with numpy 2.4.6 and scipy 1.17.1.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.stats import wasserstein_distance

IMAGES, SIZE, DIRECTIONS = 12, 6, 5

random = np.random.default_rng(1)
one = random.integers(0, 256, (IMAGES, SIZE), dtype=np.uint8)
other = random.integers(60, 200, (IMAGES, SIZE), dtype=np.uint8)
directions = random.normal(size=(DIRECTIONS, SIZE))
directions = (directions / np.linalg.norm(directions, axis=1, keepdims=True)).astype(np.float32)
distances = [
    wasserstein_distance(one @ direction.astype(np.float64), other @ direction.astype(np.float64))
    for direction in directions
]
golden = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    "size": SIZE,
    "one": one.ravel().tolist(),
    "other": other.ravel().tolist(),
    "directions": [float(value) for value in directions.ravel()],
    "distance": float(np.mean(distances)),
}
Path(__file__).with_name("sliced-wasserstein.json").write_text(json.dumps(golden) + "\n")
