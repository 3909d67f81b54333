"""Golden values of the losses, penalties and options that came after the published recipes, made by PyTorch.

Each case is a D update and a G update, or several of each in turn, of a tiny pair of networks from given weights, images, latents, labels
and random numbers: losses, every gradient, and the weights after. `python make_beyond.py` writes beyond.json.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(11)
N, SIDE, LATENT, CLASSES = 4, 8, 3, 3
SLOPE = 0.2


def weights(auxiliary, embedding):
    made = {"generator": {}, "discriminator": {}}
    g, d = made["generator"], made["discriminator"]
    at = 0
    if embedding or auxiliary:
        g["0_labelEmbedding/embeddings"] = torch.randn(CLASSES, LATENT)
        at = 1
    g[f"{at}_dense/kernel"] = torch.randn(LATENT, SIDE * SIDE) * 0.5
    g[f"{at}_dense/bias"] = torch.randn(SIDE * SIDE) * 0.1
    channels, at = 1, 0
    if embedding:
        d["0_labelEmbedding/embeddings"] = torch.randn(CLASSES, SIDE * SIDE) * 0.5
        channels, at = 2, 1
    d[f"{at}_conv2d/kernel"] = torch.randn(4, 4, channels, 3) * 0.3
    d[f"{at}_conv2d/bias"] = torch.randn(3) * 0.1
    d[f"{at + 2}_conv2d/kernel"] = torch.randn(4, 4, 3, 4) * 0.3
    d[f"{at + 2}_conv2d/bias"] = torch.randn(4) * 0.1
    outputs = 1 + (CLASSES if auxiliary else 0)
    d[f"{at + 5}_dense/kernel"] = torch.randn(16, outputs) * 0.5
    d[f"{at + 5}_dense/bias"] = torch.randn(outputs) * 0.1
    return made


def named(tensors, ending):
    return [t for name, t in tensors.items() if name.endswith(ending)]


def generate(w, z, labels):
    if "0_labelEmbedding/embeddings" in w:
        z = z * w["0_labelEmbedding/embeddings"][labels]
    (kernel,) = named(w, "dense/kernel")
    (bias,) = named(w, "dense/bias")
    return torch.tanh(z @ kernel + bias).reshape(-1, SIDE, SIDE, 1)


def judge(w, x, labels):
    if "0_labelEmbedding/embeddings" in w:
        x = torch.cat([x, w["0_labelEmbedding/embeddings"][labels].reshape(-1, SIDE, SIDE, 1)], 3)
    h = x.permute(0, 3, 1, 2)
    for kernel, bias in zip(named(w, "conv2d/kernel"), named(w, "conv2d/bias")):
        h = F.leaky_relu(F.conv2d(h, kernel.permute(3, 2, 0, 1), bias, stride=2, padding=1), SLOPE)
    (kernel,) = named(w, "dense/kernel")
    (bias,) = named(w, "dense/bias")
    said = h.permute(0, 2, 3, 1).flatten(1) @ kernel + bias
    return said[:, :1], said[:, 1:]


def score_losses(kind, s, real, targets):
    if kind == "cross-entropy":
        return F.binary_cross_entropy_with_logits(s, targets, reduction="none")
    if kind == "least-squares":
        return 0.5 * (s - targets) ** 2
    if kind == "wasserstein":
        return -s if real else s
    return F.relu(1 - s if real else 1 + s)


def penalties_of(config):
    kind = config.get("penalty.kind", "none")
    return [] if kind == "none" else ["r1", "r2"] if kind == "r1-r2" else [kind]


def penalty_of(kind, weight, w, real, fake, labels, drawn):
    if kind == "wgan-gp":
        points = real + drawn["interpolation"][0] * (fake - real)
    elif kind == "dragan":
        noise = drawn["perturbation"][0] * 0.5 * real.std(unbiased=False)
        points = real + drawn["interpolation"][0] * noise
    else:
        points = real if kind == "r1" else fake
    points = points.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(judge(w, points, labels)[0].sum(), points, create_graph=True)
    squared = slope.pow(2).sum((1, 2, 3))
    if kind in ("r1", "r2"):
        return weight / 2 * squared.mean()
    return weight * ((squared.sqrt() - 1) ** 2).mean()


def case(config, auxiliary=False, embedding=False, draws=(), steps=1):
    w = weights(auxiliary, embedding)
    labelled = auxiliary or embedding
    real = torch.rand(N, SIDE, SIDE, 1) * 2 - 1
    z = torch.randn(N, LATENT)
    real_labels, asked = torch.tensor([0, 1, 2, 1]), torch.tensor([2, 0, 1, 1])
    drawn = {
        "interpolation": [torch.rand(N, 1, 1, 1)],
        "perturbation": [torch.rand(N, SIDE, SIDE, 1)],
        "realTargets": [torch.rand(N, 1) * 0.5 + 0.7],
        "fakeTargets": [torch.rand(N, 1) * 0.3],
        "instanceNoise": [torch.randn(N, SIDE, SIDE, 1) for _ in range(3)],
    }
    drawn = {name: drawn[name] for name in draws}
    kind, sigma = config["loss.kind"], 0.3 if "instanceNoise" in draws else 0.0
    before = {p: {k: v.clone() for k, v in ts.items()} for p, ts in w.items()}
    for tensors in w.values():
        for tensor in tensors.values():
            tensor.requires_grad_(True)

    def seen(images, index):
        return images + sigma * drawn["instanceNoise"][index] if sigma else images

    rate = 0.05
    for step in range(steps):
        fake = generate(w["generator"], z, asked).detach()
        shown, made = seen(real, 0), seen(fake, 1)
        targets = {
            "real": drawn.get("realTargets", [torch.ones(N, 1)])[0],
            "fake": drawn.get("fakeTargets", [torch.zeros(N, 1)])[0],
        }
        losses = {}
        (s_real, c_real), (s_fake, c_fake) = (
            judge(w["discriminator"], shown, real_labels),
            judge(w["discriminator"], made, asked),
        )
        if kind == "relativistic":
            # Each image counts as half of its pair.
            losses["dLossReal"] = losses["dLossFake"] = F.softplus(-(s_real - s_fake)).mean() / 2
            losses["dAccuracyReal"] = losses["dAccuracyFake"] = (s_real > s_fake).float().mean()
        else:
            losses["dLossReal"] = score_losses(kind, s_real, True, targets["real"]).mean()
            losses["dLossFake"] = score_losses(kind, s_fake, False, targets["fake"]).mean()
        total = losses["dLossReal"] + losses["dLossFake"]
        every = config.get("penalty.every", 1)
        penalties = penalties_of(config) if step % every == 0 else []
        penalty = sum(
            penalty_of(
                kind,
                config.get("penalty.weight", 10),
                w["discriminator"],
                shown,
                made,
                asked if kind == "r2" else real_labels,
                drawn,
            )
            for kind in penalties
        )
        if penalties:
            losses["dPenalty"] = penalty
        if auxiliary:
            losses["dClassLoss"] = F.cross_entropy(c_real, real_labels) + F.cross_entropy(c_fake, asked)
            total = total + losses["dClassLoss"]
        # A lazy penalty counts as often as it is left out, and is not part of the loss that is logged.
        losses["dLoss"] = total + penalty if every == 1 else total
        total = total + every * penalty
        gradients = {"discriminator": torch.autograd.grad(total, list(w["discriminator"].values()))}
        with torch.no_grad():
            for tensor, gradient in zip(w["discriminator"].values(), gradients["discriminator"]):
                tensor -= rate * gradient
                limit = config.get("clip.weights", 0)
                if limit:
                    tensor.clamp_(-limit, limit)

        said, classes = judge(w["discriminator"], seen(generate(w["generator"], z, asked), 2), asked)
        if kind == "cross-entropy":
            g_loss = F.softplus(-said).mean()
        elif kind == "least-squares":
            g_loss = 0.5 * ((said - 1) ** 2).mean()
        elif kind == "relativistic":
            rivals, _ = judge(w["discriminator"], seen(real, 3), real_labels)
            g_loss = F.softplus(-(said - rivals)).mean()
        else:
            g_loss = -said.mean()
        if auxiliary:
            losses["gClassLoss"] = F.cross_entropy(classes, asked)
            g_loss = g_loss + losses["gClassLoss"]
        losses["gLoss"] = g_loss
        gradients["generator"] = torch.autograd.grad(g_loss, list(w["generator"].values()))
        with torch.no_grad():
            for tensor, gradient in zip(w["generator"].values(), gradients["generator"]):
                tensor -= rate * gradient

    def pack(tensor):
        tensor = tensor.detach()
        return {"shape": list(tensor.shape), "data": [float(f"{v:.9g}") for v in tensor.flatten().tolist()]}

    def all_of(players):
        return {p: {k: pack(v) for k, v in ts.items()} for p, ts in players.items()}

    return {
        "config": config,
        "rate": rate,
        "steps": steps,
        "noise": sigma,
        "classes": CLASSES if labelled else 0,
        "auxiliary": auxiliary,
        "embedding": embedding,
        "real": pack(real),
        "latents": pack(z),
        "realLabels": real_labels.tolist(),
        "asked": asked.tolist(),
        "draws": {name: [pack(t) for t in tensors] for name, tensors in drawn.items()},
        "before": all_of(before),
        "after": all_of(w),
        "losses": {name: loss.item() for name, loss in losses.items()},
    }


CASES = {
    "least squares": case({"loss.kind": "least-squares"}),
    "wasserstein, clipped": case({"loss.kind": "wasserstein", "clip.weights": 0.2}),
    "wasserstein, gradient penalty": case(
        {"loss.kind": "wasserstein", "penalty.kind": "wgan-gp", "penalty.weight": 10}, draws=("interpolation",)
    ),
    "hinge": case({"loss.kind": "hinge"}),
    "R1": case({"loss.kind": "cross-entropy", "penalty.kind": "r1", "penalty.weight": 4}),
    "DRAGAN": case(
        {"loss.kind": "cross-entropy", "penalty.kind": "dragan", "penalty.weight": 10},
        draws=("interpolation", "perturbation"),
    ),
    "labels by embedding": case({"loss.kind": "cross-entropy"}, embedding=True),
    "auxiliary classifier": case({"loss.kind": "cross-entropy"}, auxiliary=True),
    "label noise": case(
        {
            "loss.kind": "cross-entropy",
            "labels.real.low": 0.7,
            "labels.real.high": 1.2,
            "labels.fake.low": 0,
            "labels.fake.high": 0.3,
        },
        draws=("realTargets", "fakeTargets"),
    ),
    "instance noise": case({"loss.kind": "cross-entropy", "noise.start": 0.3}, draws=("instanceNoise",)),
    "R1 and R2": case({"loss.kind": "cross-entropy", "penalty.kind": "r1-r2", "penalty.weight": 4}),
    "R2": case({"loss.kind": "cross-entropy", "penalty.kind": "r2", "penalty.weight": 4}, embedding=True),
    "R1 and R2, lazily": case(
        {"loss.kind": "cross-entropy", "penalty.kind": "r1-r2", "penalty.weight": 4, "penalty.every": 2}, steps=3
    ),
    "relativistic pairs": case({"loss.kind": "relativistic", "penalty.kind": "r1-r2", "penalty.weight": 0.5}),
}

if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("beyond.json")
    path.write_text(json.dumps(CASES, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size, "bytes")
