"""Writes evaluations.json: what the papers' definitions give for small sets of features and pictures.

Made with numpy 2.4.6 and scipy 1.17.1.
"""

import base64
import json
from pathlib import Path

import numpy as np
import scipy
from scipy.linalg import sqrtm
from scipy.signal import convolve2d
from scipy.spatial.distance import cdist, pdist
from scipy.stats import mannwhitneyu, wasserstein_distance

D, SIDE, CHANNELS, CLASSES = 12, 20, 3, 3
random = np.random.default_rng(5)
mixing = random.normal(size=(D, D))


def a_set(count, shift, contrast):
    features = (random.normal(size=(count, D)) @ mixing * contrast + shift + 4).astype(np.float32)
    smooth = random.normal(size=(count, SIDE, SIDE, CHANNELS)).cumsum(1).cumsum(2) * 12
    pixels = smooth + 128 + random.normal(size=smooth.shape) * 6 * contrast
    return {"features": features, "pixels": pixels.clip(0, 255).round().astype(np.uint8)}


def scaled(features, real):
    """Standardised by the real set, with a floor of a fifth of the median spread."""
    spread = real.std(0, ddof=1)
    return (features - real.mean(0)) / np.maximum(spread, 0.2 * np.sort(spread)[D // 2])


def mmd(x, y):
    """Bińkowski et al. 2018, section 4: unbiased, cubic polynomial kernel."""
    k = lambda a, b: (a @ b.T / D + 1) ** 3
    xx, yy, xy = k(x, x), k(y, y), k(x, y)
    n, m = len(x), len(y)
    return (xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1)) - 2 * xy.mean()


def frechet(x, y):
    """Heusel et al. 2017, with the product's matrix root rather than the symmetric form."""
    a, b = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = np.real(sqrtm(a @ b)) if len(x) > D and len(y) > D else None
    if root is None:
        # The product is singular: its root's trace is the sum of the roots of its eigenvalues.
        traced = np.sqrt(np.clip(np.real(np.linalg.eigvals(a @ b)), 0, None)).sum()
    else:
        traced = np.trace(root)
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(a) + np.trace(b) - 2 * traced


def radius(x, k):
    return np.sort(cdist(x, x), 1)[:, k]


def classes(x, labels, y):
    """Linear discriminant with three tenths of the common variance; exp(-KL) of mean posteriors, fakes to data."""
    means = np.stack([x[labels == c].mean(0) for c in range(CLASSES)])
    centred = x - means[labels]
    within = centred.T @ centred / len(x)
    inverse = np.linalg.inv(0.7 * within + 0.3 * np.trace(within) / D * np.eye(D))
    priors = np.bincount(labels, minlength=CLASSES) / len(x)

    def mean(z):
        logits = z @ inverse @ means.T - 0.5 * np.einsum("cd,de,ce->c", means, inverse, means) + np.log(priors)
        odds = np.exp(logits - logits.max(1, keepdims=True))
        return (odds / odds.sum(1, keepdims=True)).mean(0)

    p, q = mean(y), mean(x)
    return np.exp(-(p * np.log(p / q)).sum())


def planes(pixels):
    return pixels.transpose(0, 3, 1, 2).reshape(-1, SIDE, SIDE).astype(float)


def log_grain(pixels):
    second = np.outer([1, -2, 1], [1, -2, 1])
    energies = [(convolve2d(plane, second, "valid") ** 2).mean() / 36 + 1 / 12 for plane in planes(pixels)]
    return np.log(energies).mean()


def stride_peaks(pixels):
    power = (np.abs(np.fft.fft2(planes(pixels))) ** 2 / SIDE**2).mean(0) + 1 / 12
    quarter = SIDE // 4
    peaks = []
    for down, across in [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2)]:
        v, u = down * quarter, across * quarter
        around = [
            power[(v + dv) % SIDE, (u + du) % SIDE]
            for dv in ([0] if down == 0 else [-1, 0, 1])
            for du in ([0] if across == 0 else [-1, 0, 1])
            if (dv, du) != (0, 0)
        ]
        peaks.append(power[v, u] / np.mean(around))
    return np.array(peaks)


def small(pixels):
    """Means of 8 x 8 blocks, whose edges are rounded down."""
    edges = [at * SIDE // 8 for at in range(9)]
    blocks = [[pixels[:, t:b, l:r].mean((1, 2)) for l, r in zip(edges, edges[1:])] for t, b in zip(edges, edges[1:])]
    return np.array(blocks).transpose(2, 0, 1, 3).reshape(len(pixels), -1)


def copied(y, trained, same):
    """Which of y lie less than half as far from the nearest of the others as this one from its own nearest."""
    spacing = cdist(trained, trained)
    spacing[spacing < same * np.sqrt(trained.shape[1])] = np.inf
    beside = cdist(y, trained)
    nearest = beside.argmin(1)
    return beside.min(1) < 0.5 * spacing[nearest].min(1)


def usual(trained, same):
    """Which of the data's own would be copies of what is not the same as they are, had the others alone been trained on."""
    found = []
    for one in range(len(trained)):
        others = np.delete(trained, one, 0)
        away = cdist(trained[one : one + 1], others)[0]
        away[away <= same * np.sqrt(trained.shape[1])] = np.inf
        spacing = cdist(others[away.argmin()][None], others)[0]
        spacing[spacing <= same * np.sqrt(trained.shape[1])] = np.inf
        found.append(away.min() < 0.5 * spacing.min())
    return np.array(found)


def copies(pairs):
    share = np.any([copied(*pair) for pair in pairs], 0).mean()
    own = np.any([usual(trained, same) for _, trained, same in pairs], 0).mean()
    return max(0, (share - own) / (1 - own))


def values(real, labels, fake, trained):
    x, y, t = (scaled(one.astype(float), real["features"].astype(float)) for one in (real["features"], fake["features"], trained["features"]))
    inside3, inside5 = (cdist(x, y) <= radius(x, k)[:, None] for k in (3, 5))
    return {
        "kid": mmd(x, y),
        "fdLite0": frechet(x, y),
        "precision": inside3.any(0).mean(),
        "recall": (cdist(x, y) <= radius(y, 3)).any(1).mean(),
        "density": inside5.sum(0).mean() / 5,
        "coverage": inside5.any(1).mean(),
        "diversity": pdist(y).mean() / pdist(x).mean(),
        "classes": classes(x, labels, y),
        "grain": np.exp(log_grain(fake["pixels"]) - log_grain(real["pixels"])),
        "checkerboard": (stride_peaks(fake["pixels"]) / stride_peaks(real["pixels"])).mean(),
        "copies": copies([(y, t, 1e-3), (small(fake["pixels"]), small(trained["pixels"]), 2)]),
    }


def packed(one):
    return {
        "count": len(one["features"]),
        "features": [float(f"{value:.7g}") for value in one["features"].ravel()],
        "pixels": base64.b64encode(one["pixels"].tobytes()).decode(),
    }


def some(one, count):
    return {name: values[:count] for name, values in one.items()}


def rounded(one):
    """Features as they will be read back."""
    one["features"] = np.array([float(f"{v:.7g}") for v in one["features"].ravel()], np.float32).reshape(-1, D)
    return one


real, fake = rounded(a_set(24, 0, 1)), rounded(a_set(20, 0.8, 0.8))
labels = random.integers(0, CLASSES, 24)
# Of their own, so that what else is drawn stays. Some fakes are copies by their features, others by sight, with grain added.
grain = np.random.default_rng(7).normal(0, 15, (5, SIDE, SIDE, CHANNELS))
trained = rounded(
    {
        "features": np.concatenate([real["features"], fake["features"][:4] + np.float32(0.05), fake["features"][4:6]]),
        "pixels": np.concatenate(
            [real["pixels"], (fake["pixels"][7:12] + grain).clip(0, 255).round().astype(np.uint8), fake["pixels"][2:3]]
        ),
    }
)
halves = [{"real": random.permutation(24)[:12].tolist(), "fake": random.permutation(20)[:10].tolist()} for _ in range(8)]
x, y = (scaled(one["features"].astype(float), real["features"].astype(float)) for one in (real, fake))
# Of their own, so that what is drawn above stays; whole numbers have ties.
scores = np.random.default_rng(6).normal(0, 3, (2, 40)).round(0) + 0.0
scores[0] += 1
golden = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    "image": {"height": SIDE, "width": SIDE, "channels": CHANNELS},
    "real": packed(real),
    "fake": packed(fake),
    "labels": {"count": CLASSES, "labels": labels.tolist()},
    "trained": packed(trained),
    "values": values(real, labels, fake, trained),
    # Fewer pictures than features.
    "few": {"count": 10, "values": values(some(real, 10), labels[:10], some(fake, 10), trained)},
    "halves": {"parts": halves, "kidSd": float(np.std([mmd(x[h["real"]], y[h["fake"]]) for h in halves], ddof=1))},
    "above": {
        "these": scores[0].tolist(),
        "those": scores[1, :25].tolist(),
        "chance": float(mannwhitneyu(scores[0], scores[1, :25]).statistic / (40 * 25)),
    },
    # Along the axes, and of sets of different sizes.
    "swd": float(np.mean([wasserstein_distance(x[:, axis], y[:, axis]) for axis in range(D)])),
}
Path(__file__).with_name("evaluations.json").write_text(json.dumps(golden, default=float) + "\n")
print(golden["values"], golden["few"]["values"], golden["halves"]["kidSd"], golden["swd"])
