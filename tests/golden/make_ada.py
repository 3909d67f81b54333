"""ADA's pipeline and LeCam, forward and gradient, for fixed draws: written with PyTorch from the papers.

Karras et al. 2020, "Training Generative Adversarial Networks with Limited Data", appendix B: the map of places is a product of 3 x 3
matrices, colours one of 4 x 4 matrices; between pixels grid_sample, bilinear, reflecting at the edges.
Tseng et al. 2021, "Regularizing Generative Adversarial Networks under Limited Data", equations 2 to 4, with moving averages whose
bias is taken out, as their code for StyleGAN2 has them.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
GATES = "flip quarterTurns shift scale turnBefore stretch turnAfter move brightness contrast lumaFlip hue saturation".split()
UNIFORMS = "flip quarterTurns shiftX shiftY turnBefore turnAfter lumaFlip hue".split()
NORMALS = "scale stretch moveX moveY brightness contrast saturation".split()
GROUPS = {
    "blit": GATES[:3],
    "geometry": GATES[3:8],
    "colour": GATES[8:],
    "blit-geometry": GATES[:8],
    "all": GATES,
}


def plane(rows):
    return torch.tensor(rows)


def turn(angle):
    return plane([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])


def scale(x, y):
    return plane([[x, 0, 0], [0, y, 0], [0, 0, 1.0]])


def shift(x, y):
    return plane([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def places(made, u, z, height, width):
    """Where the result's pixels come from, as each change undone in turn."""
    product = torch.eye(3)
    if made["flip"]:
        product = product @ scale(1 - 2 * math.floor(2 * u["flip"]), 1.0)
    if made["quarterTurns"]:
        product = product @ turn(math.pi / 2 * math.floor(4 * u["quarterTurns"]))
    if made["shift"]:
        by = [round((2 * u[one] - 1) / 8 * side) for one, side in (("shiftX", width), ("shiftY", height))]
        product = product @ shift(-float(by[0]), -float(by[1]))
    if made["scale"]:
        s = 2 ** (z["scale"] * 0.2)
        product = product @ scale(1 / s, 1 / s)
    if made["turnBefore"]:
        product = product @ turn((2 * u["turnBefore"] - 1) * math.pi)
    if made["stretch"]:
        s = 2 ** (z["stretch"] * 0.2)
        product = product @ scale(1 / s, s)
    if made["turnAfter"]:
        product = product @ turn((2 * u["turnAfter"] - 1) * math.pi)
    if made["move"]:
        product = product @ shift(-z["moveX"] / 8 * width, -z["moveY"] / 8 * height)
    return product


def colours(made, u, z):
    axis = torch.tensor([1, 1, 1, 0.0]) / math.sqrt(3)
    along = torch.outer(axis, axis)
    product = torch.eye(4)
    if made["brightness"]:
        step = torch.eye(4)
        step[:3, 3] = z["brightness"] * 0.2
        product = step @ product
    if made["contrast"]:
        step = torch.eye(4)
        step[:3, :3] *= 2 ** (z["contrast"] * 0.5)
        product = step @ product
    if made["lumaFlip"]:
        product = (torch.eye(4) - 2 * along * math.floor(2 * u["lumaFlip"])) @ product
    if made["hue"]:
        angle = (2 * u["hue"] - 1) * math.pi
        x, y, w = axis[:3].tolist()
        cross = torch.tensor([[0, -w, y], [w, 0, -x], [-y, x, 0.0]])
        step = torch.eye(4)
        # Rodrigues' formula.
        step[:3, :3] = torch.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
        product = step @ product
    if made["saturation"]:
        rest = torch.eye(4) - along
        rest[3, 3] = 0
        keep = along.clone()
        keep[3, 3] = 1
        product = (keep + rest * 2 ** z["saturation"]) @ product
    return product


def sampling(theta, height, width):
    """What grid_sample does as a matrix, found by giving it an image for each pixel: its own gradient has no derivative."""
    grid = torch.nn.functional.affine_grid(theta[None, :2], [1, 1, height, width], align_corners=False)
    each = torch.eye(height * width).reshape(-1, 1, height, width)
    sampled = torch.nn.functional.grid_sample(
        each, grid.expand(len(each), -1, -1, -1), mode="bilinear", padding_mode="reflection", align_corners=False
    )
    return sampled.flatten(1).T


def augment(images, draws, p, changes, unit):
    """images [n, c, h, w]"""
    out = []
    height, width = images.shape[2:]
    for image, gates, uniforms, normals in zip(images, draws["gates"], draws["uniforms"], draws["normals"]):
        bound = lambda name: 1 - math.sqrt(1 - p) if name.startswith("turn") else p
        made = {name: name in GROUPS[changes] and gate < bound(name) for name, gate in zip(GATES, gates)}
        u, z = dict(zip(UNIFORMS, uniforms)), dict(zip(NORMALS, normals))
        theta = scale(2 / width, 2 / height) @ places(made, u, z, height, width) @ scale(width / 2, height / 2)
        image = torch.einsum("op,cp->co", sampling(theta, height, width), image.flatten(1)).reshape(image.shape)
        matrix = colours(made, u, z)
        signed = image * 2 - 1 if unit else image
        if image.shape[0] == 3:
            signed = torch.einsum("oc,chw->ohw", matrix[:3, :3], signed) + matrix[:3, 3][:, None, None]
        else:
            signed = signed * matrix[:3, :3].mean(0).sum() + matrix[:3, 3].mean()
        out.append((signed + 1) / 2 if unit else signed)
    return torch.stack(out)


def flat(tensor, digits=9):
    return [float(f"{value:.{digits}g}") for value in tensor.detach().flatten().tolist()]


def case(rng, count, height, width, channels, p, changes, unit=False):
    float32 = lambda array: array.astype(np.float32).astype(np.float64)
    draws = {
        "gates": float32(rng.random((count, len(GATES)))),
        "uniforms": float32(rng.random((count, len(UNIFORMS)))),
        "normals": float32(rng.standard_normal((count, len(NORMALS)))),
    }
    low = 0 if unit else -1
    images = torch.tensor(float32(rng.uniform(low, 1, (count, channels, height, width))), requires_grad=True)
    # The loss is not linear, so that its gradient depends on what came out.
    weights = torch.tensor(float32(rng.uniform(-1, 1, (count, channels, height, width))))
    made = augment(images, draws, p, changes, unit)
    (gradient,) = torch.autograd.grad((made.square() * weights).sum(), images, create_graph=True)
    (second,) = torch.autograd.grad(gradient.square().sum(), images)
    last = lambda tensor: flat(tensor.permute(0, 2, 3, 1).contiguous())
    return {
        "name": f"{changes}, {height} x {width} x {channels}, p {p}{', from 0 to 1' if unit else ''}",
        "shape": [count, height, width, channels],
        "p": p,
        "changes": changes,
        "range": "unit" if unit else "signed",
        "draws": {name: flat(torch.tensor(values)) for name, values in draws.items()},
        "images": last(images),
        "weights": last(weights),
        "made": last(made),
        "gradient": last(gradient),
        "second": last(second),
    }


def lecam(rng):
    """Three updates of D: scores, and what is added to its loss, with the gradient by each score."""
    means, steps = [0.0, 0.0], []
    for t in range(1, 4):
        real, fake = (torch.tensor(rng.normal(at, 1, 5).astype(np.float32).astype(np.float64), requires_grad=True) for at in (0.5, -0.3))
        means = [0.99 * mean + 0.01 * float(scores.detach().mean()) for mean, scores in zip(means, (real, fake))]
        anchors = [mean / (1 - 0.99**t) for mean in means]
        added = torch.relu(real - anchors[1]).square().mean() + torch.relu(anchors[0] - fake).square().mean()
        gradients = torch.autograd.grad(added, [real, fake])
        steps.append(
            {
                "real": flat(real),
                "fake": flat(fake),
                "anchors": anchors,
                "added": float(added),
                "gradientReal": flat(gradients[0]),
                "gradientFake": flat(gradients[1]),
            }
        )
    return steps


def main():
    rng = np.random.default_rng(17)
    cases = [
        case(rng, 8, 6, 6, 3, 0.9, "all"),
        case(rng, 4, 6, 9, 1, 0.9, "all"),
        case(rng, 3, 7, 5, 3, 1.0, "geometry"),
        case(rng, 6, 8, 8, 1, 0.7, "blit"),
        case(rng, 4, 3, 3, 3, 0.9, "colour", unit=True),
        case(rng, 4, 4, 4, 1, 0.9, "colour", unit=True),
        case(rng, 3, 8, 6, 3, 0.5, "blit-geometry"),
    ]
    file = Path(__file__).with_name("ada.json")
    file.write_text(json.dumps({"cases": cases, "lecam": lecam(rng)}, separators=(",", ":")) + "\n")
    print(f"{file}: {file.stat().st_size} bytes")


main()
