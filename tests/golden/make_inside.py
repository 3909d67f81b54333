"""What the optimisers of PyTorch did to weights at their last update, and NumPy's singular values and histograms.

python tests/golden/make_inside.py
"""

import math

import numpy as np
import torch

from golden import rng, tensor, write

BARS = 41
UPDATES = 7
BETAS = (0.5, 0.99)
ADAM = {"lr": 2e-3, "eps": 1e-8}
RMSPROP = {"lr": 1e-3, "alpha": 0.9, "eps": 1e-8}
SHAPES = {"0_dense/kernel": (5, 6), "0_dense/bias": (6,), "2_dense/kernel": (6, 4), "2_dense/bias": (4,)}
CONVOLUTION = (3, 3, 2, 4)


def root_mean_square(array):
    return math.sqrt(float(np.mean(np.square(np.asarray(array, dtype=np.float64)))))


def trained(make):
    """Weights after some updates by an optimiser, its state, and what its last update took off the weights."""
    weights = {name: torch.nn.Parameter(torch.tensor(rng.normal(0, 0.3, shape))) for name, shape in SHAPES.items()}
    optimizer = make(list(weights.values()))
    for _ in range(UPDATES):
        before = {name: weight.detach().clone() for name, weight in weights.items()}
        for weight in weights.values():
            weight.grad = torch.tensor(rng.normal(0, 10 ** rng.uniform(-3, -1), weight.shape))
        optimizer.step()
    state = {name: optimizer.state[weight] for name, weight in weights.items()}
    moved = {name: (before[name] - weight.detach()).numpy() for name, weight in weights.items()}
    return {name: weight.detach().numpy() for name, weight in weights.items()}, state, moved


def sizes(weight, mean_square, moved):
    return {
        "weight": root_mean_square(weight),
        "gradient": math.sqrt(float(np.mean(mean_square))),
        "update": root_mean_square(moved),
    }


def optimiser(make, slots, correction):
    weights, state, moved = trained(make)
    squares = {name: one[slots["square"]].numpy() / correction for name, one in state.items()}
    layers = {}
    for layer in ("0_dense", "2_dense"):
        names = [name for name in SHAPES if name.startswith(layer)]
        flat = [np.concatenate([source[name].ravel() for name in names]) for source in (weights, squares, moved)]
        layers[layer] = sizes(*flat)
    return {
        "weights": {name: tensor(weight) for name, weight in weights.items()},
        "slots": {
            f"{name}/{ours}": tensor(one[theirs].numpy())
            for name, one in state.items()
            for ours, theirs in slots["named"].items()
        },
        "variables": {name: sizes(weights[name], squares[name], moved[name]) for name in SHAPES},
        "layers": layers,
    }


kernel = rng.normal(0, 0.2, CONVOLUTION).astype(np.float32)
values, vectors = np.linalg.svd(kernel.reshape(-1, CONVOLUTION[-1]).astype(np.float64))[1:]
limit = float(np.abs(kernel).max())

content = {
    "updates": UPDATES,
    "adam": {
        "settings": {"learningRate": ADAM["lr"], "epsilon": ADAM["eps"], "beta1": BETAS[0], "beta2": BETAS[1]},
        **optimiser(
            lambda weights: torch.optim.Adam(weights, betas=BETAS, **ADAM),
            {"square": "exp_avg_sq", "named": {"m": "exp_avg", "v": "exp_avg_sq"}},
            1 - BETAS[1] ** UPDATES,
        ),
    },
    "rmsprop": {
        "settings": {"rho": RMSPROP["alpha"]},
        **optimiser(
            lambda weights: torch.optim.RMSprop(weights, **RMSPROP),
            {"square": "square_avg", "named": {"meanSquare": "square_avg"}},
            1 - RMSPROP["alpha"] ** UPDATES,
        ),
    },
    "singular": {"kernel": tensor(kernel), "values": values.tolist(), "vector": tensor(vectors[0])},
    "histogram": np.histogram(kernel.astype(np.float64), bins=BARS, range=(-limit, limit))[0].tolist(),
}
write("inside", content, {"torch": torch.__version__})
