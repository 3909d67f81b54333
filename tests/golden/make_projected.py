"""Writes projected.json: D of Projected GAN (Sauer et al. 2021) on two small pictures each, by PyTorch in float64.

    python tests/golden/make_projected.py

Made with torch 2.13.0 and numpy 2.4.6. Weights are by a formula of their names and places, which projected.test.ts has too: so none is stored.
The network that sees is that of make_vision.py, its batch norms folded away, as Forger has it.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

STAGES = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5)]
LEVELS = [(24, 64), (40, 128), (112, 256)]
JUDGED = [64, 128, 256, 512]
WIDTH, SIDE, COUNT = 1 / 32, 64, 2
trained, kept = {}, {}


def numbers(name, size):
    """From -1 to 1, the same in every language."""
    seed = sum((place + 1) * ord(letter) for place, letter in enumerate(name))
    place = np.arange(size, dtype=np.int64)
    return ((seed * 7919 + place * 104729 + place * place % 65521 * 31) % 65521) / 65521 * 2 - 1


def weight(name, shape, limit):
    return torch.from_numpy(numbers(name, int(np.prod(shape))).reshape(shape) * limit)


def kernel(name, shape):
    return weight(f"{name}/kernel", shape, (3 / np.prod(shape[:-1])) ** 0.5).permute(3, 2, 0, 1)


def bias(name, size):
    return weight(f"{name}/bias", (size,), 0.1)


def same(x, w, b, stride=1, groups=1):
    """TensorFlow's padding "same"."""
    pads = []
    for side in (x.shape[3], x.shape[2]):
        total = max((-(-side // stride) - 1) * stride + w.shape[-1] - side, 0)
        pads += [total // 2, total - total // 2]
    return F.conv2d(F.pad(x, pads), w, b, stride=stride, groups=groups)


def conv(x, name, filters, size, stride=1):
    return same(x, kernel(name, (size, size, x.shape[1], filters)), bias(name, filters), stride)


def depthwise(x, name, size, stride):
    channels = x.shape[1]
    w = weight(f"{name}/depthwiseKernel", (size, size, channels, 1), (3 / size**2) ** 0.5).permute(2, 3, 0, 1)
    return same(x, w, bias(name, channels), stride, channels)


def seen(x):
    x, number, last = F.relu6(conv(x, "stem", 32, 3, 2)), 0, {}
    for expansion, channels, blocks, stride, size in STAGES:
        for repeat in range(blocks):
            name, y, step = f"block{number}", x, stride if repeat == 0 else 1
            if expansion > 1:
                y = F.relu6(conv(y, f"{name}.expand", expansion * x.shape[1], 1))
            y = conv(F.relu6(depthwise(y, f"{name}.depthwise", size, step)), f"{name}.project", channels, 1)
            x, number = (x + y if step == 1 and x.shape == y.shape else y), number + 1
        last[channels] = x
    return last


def learned(name, make):
    if name not in trained:
        trained[name] = make().requires_grad_()
    return trained[name]


def normed(name, shape):
    """Divided by its largest singular value, after one step of the power iteration."""
    w = learned(f"{name}/kernel", lambda: weight(f"{name}/kernel", shape, (3 / np.prod(shape[:-1])) ** 0.5)).permute(3, 2, 0, 1)
    with torch.no_grad():
        if name not in kept:
            kept[name] = F.normalize(weight(f"{name}/singularVector", (shape[-1],), 1), dim=0)
        v = F.normalize(w.flatten(1).T @ kept[name], dim=0)
        kept[name] = F.normalize(w.flatten(1) @ v, dim=0)
    return (w / (kept[name] @ w.flatten(1) @ v)).contiguous()


def wide(channels):
    return round(channels * WIDTH)


def discriminator(x):
    features, mixed, scores = seen(F.interpolate(x, 224, mode="bilinear", align_corners=False)), None, []
    levels = {}
    for level in (2, 1, 0):
        channels, mixing = LEVELS[level]
        y = conv(features[channels], f"mix{level}.channels", wide(mixing), 1)
        y = y if mixed is None else y + mixed
        y = F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=True)
        mixed = levels[level] = conv(y, f"mix{level}.scales", wide(mixing if level == 0 else mixing // 2), 1)
    for level in (0, 1, 2):
        y = levels[level]
        for at, filters in enumerate(JUDGED[level:]):
            name = f"judge{level}.conv{at}"
            b = learned(f"{name}/bias", lambda: bias(name, wide(filters)))
            y = F.conv2d(y, normed(name, (4, 4, y.shape[1], wide(filters))), b, stride=2, padding=1)
            name, size = f"judge{level}.norm{at}", wide(filters)
            gamma = learned(f"{name}/gamma", lambda: 1 + weight(f"{name}/gamma", (size,), 0.5))
            beta = learned(f"{name}/beta", lambda: weight(f"{name}/beta", (size,), 0.1))
            y = F.leaky_relu(F.batch_norm(y, None, None, gamma, beta, True, 0.1, 1e-5), 0.2)
        y = F.conv2d(y, normed(f"judge{level}.score", (4, 4, y.shape[1], 1)))
        scores.append(y.permute(0, 2, 3, 1).flatten(1))
    return torch.cat(scores, 1)


def image(name):
    return weight(name, (COUNT, SIDE, SIDE, 3), 1).permute(0, 3, 1, 2)


def listed(tensor):
    return [float(f"{value:.7g}") for value in tensor.detach().numpy().ravel()]


fake = image("fake").clone().requires_grad_()
real_scores = discriminator(image("real"))
fake_scores = discriminator(fake)
real_loss, fake_loss = F.relu(1 - real_scores).mean(), F.relu(1 + fake_scores).mean()
(real_loss + fake_loss).backward(retain_graph=True)
gradients = {name: listed(value.grad) for name, value in trained.items()}
g_loss = -fake_scores.mean()
(toward,) = torch.autograd.grad(g_loss, fake)
# Pixels far from each other tell where a gradient went wrong as well as all do.
toward = toward.permute(0, 2, 3, 1)[:, ::7, ::7]
golden = {
    "versions": {"torch": torch.__version__, "numpy": np.__version__},
    "scores": {"real": listed(real_scores), "fake": listed(fake_scores)},
    "losses": {"real": real_loss.item(), "fake": fake_loss.item(), "generator": g_loss.item()},
    "gradients": gradients,
    "toward": listed(toward),
}
Path(__file__).with_name("projected.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
