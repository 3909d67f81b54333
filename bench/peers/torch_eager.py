"""
A recipe's training step in PyTorch, op by op, as its own DCGAN tutorial writes one: G's backward pass goes through D
and leaves gradients of D's weights behind, which the next zero_grad drops.
"""

import torch
from torch.nn import functional

from lines import take_part
from torch_networks import network


def optimizer(model, settings):
    if settings["kind"] == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), settings["learningRate"], alpha=settings["rho"])
    # Of 0 and 0.9, JSON makes a whole number and a fraction; PyTorch wants two of a kind.
    betas = (float(settings["beta1"]), float(settings["beta2"]))
    return torch.optim.Adam(model.parameters(), settings["learningRate"], betas)


def judgement(kind, scores, target):
    """D's loss on scores of real (target 1) or fake images (0)."""
    if kind == "cross-entropy":
        return functional.binary_cross_entropy_with_logits(scores, target[: len(scores)])
    if kind == "least-squares":
        return (scores - target[: len(scores)]).square().mean() * 0.5
    sign = 1 - 2 * target[: len(scores)]
    if kind == "wasserstein":
        return (scores * sign).mean()
    return functional.relu(1 + scores * sign).mean()


def deceit(kind, goal, scores, genuine):
    """G's loss on what D says of its images."""
    if kind == "cross-entropy":
        if goal == "minimax":
            return -functional.softplus(scores).mean()
        return functional.binary_cross_entropy_with_logits(scores, genuine[: len(scores)])
    if kind == "least-squares":
        return (scores - 1).square().mean() * 0.5
    return -scores.mean()


def make(subject):
    torch.manual_seed(1)
    image, batch, latent = subject["image"], subject["batch"], subject["latentSize"]
    pixels = (image["channels"], image["height"], image["width"])
    generator = network(subject["generator"], (latent,))
    discriminator = network(subject["discriminator"], pixels)
    moves_d = optimizer(discriminator, subject["optimizer"]["discriminator"])
    moves_g = optimizer(generator, subject["optimizer"]["generator"])
    low = -1.0 if subject["signed"] else 0.0
    # In memory and scaled already, which spares this peer what a loader costs.
    images = torch.rand(16 * batch, *pixels) * (1 - low) + low
    shown = batch // 2 if subject["share"] == "half" else batch
    genuine, forged = torch.ones(batch, 1), torch.zeros(batch, 1)
    half = 0.5 if subject["lossJoin"] == "mean" else 1.0
    kind, classes, clip, ema = subject["loss"], subject["classes"], subject["clip"], subject["ema"]
    penalty, weight = subject["penalty"]["kind"], subject["penalty"]["weight"]
    names = torch.randint(max(classes, 1), (16 * batch,)) if classes else None
    average = [weights.detach().clone() for weights in generator.parameters()] if ema else []
    seen = 0

    def latents(count):
        if subject["prior"] == "uniform":
            return torch.rand(count, latent) * 2 - 1
        return torch.randn(count, latent)

    def asked(count):
        return torch.randint(classes, (count,)) if classes else None

    def judged(shown_images, labels):
        said = discriminator(shown_images, labels)
        return (said[:, :1], said[:, 1:]) if subject["auxiliary"] else (said.reshape(-1, 1), None)

    def loss_d_of(shown_images, labels, target):
        scores, named = judged(shown_images, labels)
        loss = judgement(kind, scores, target)
        return loss if named is None else loss + subject["classWeight"] * functional.cross_entropy(named, labels)

    def loss_g_of(scores, named, labels):
        loss = deceit(kind, subject["goal"], scores, genuine)
        return loss if named is None else loss + subject["classWeight"] * functional.cross_entropy(named, labels)

    def smoothness(real, fakes, labels):
        if penalty == "wgan-gp":
            points = torch.lerp(real, fakes, torch.rand(len(real), 1, 1, 1))
        elif penalty == "dragan":
            points = real + torch.rand(len(real), 1, 1, 1) * 0.5 * real.std() * torch.rand_like(real)
        else:
            points = real
        points = points.detach().requires_grad_()
        (slope,) = torch.autograd.grad(judged(points, labels)[0].sum(), points, create_graph=True)
        squared = slope.flatten(1).square().sum(1)
        if penalty == "r1":
            return weight / 2 * squared.mean()
        return weight * ((squared + 1e-12).sqrt() - 1).square().mean()

    def next_real():
        nonlocal seen
        start = (seen % 16) * batch
        seen += 1
        return images[start : start + shown], names[start : start + shown] if classes else None

    def fakes_for_d(labels):
        if subject["fakes"] == "training":
            if subject["latents"] == "same":
                return generator(latents(shown), labels)
            with torch.no_grad():
                return generator(latents(shown), labels)
        generator.eval()
        with torch.no_grad():
            drawn = generator(latents(shown), labels)
        generator.train()
        return drawn

    def move(optimizer_, loss):
        optimizer_.zero_grad()
        loss.backward()
        optimizer_.step()

    def move_d():
        real, labels = next_real()
        wanted = asked(shown)
        fakes = fakes_for_d(wanted)
        still = fakes.detach()
        if subject["updates"] == "separate":
            loss_real = loss_d_of(real, labels, genuine)
            move(moves_d, loss_real)
            loss_fake = loss_d_of(still, wanted, forged)
            move(moves_d, loss_fake)
            loss = (loss_real + loss_fake) * half
        else:
            loss = (loss_d_of(real, labels, genuine) + loss_d_of(still, wanted, forged)) * half
            if penalty != "none":
                loss = loss + smoothness(real, still, labels)
            move(moves_d, loss)
        if clip:
            with torch.no_grad():
                for weights in discriminator.parameters():
                    weights.clamp_(-clip, clip)
        return loss, fakes, wanted

    def move_both():
        real, labels = next_real()
        wanted = asked(shown)
        scores, named = judged(generator(latents(shown), wanted), wanted)
        loss_d = (loss_d_of(real, labels, genuine) + judgement(kind, scores, forged)) * half
        loss_g = loss_g_of(scores, named, wanted)
        moves_d.zero_grad()
        moves_g.zero_grad()
        loss_d.backward(inputs=list(discriminator.parameters()), retain_graph=True)
        loss_g.backward(inputs=list(generator.parameters()))
        moves_d.step()
        moves_g.step()
        return loss_d, loss_g

    def step():
        if subject["order"] == "simultaneous":
            loss_d, loss_g = move_both()
        else:
            for _ in range(subject["stepsD"]):
                loss_d, fakes, wanted = move_d()
            if subject["latents"] == "fresh":
                wanted = asked(batch)
                fakes = generator(latents(batch), wanted)
            loss_g = loss_g_of(*judged(fakes, wanted), wanted)
            move(moves_g, loss_g)
        if ema:
            with torch.no_grad():
                torch._foreach_lerp_(average, list(generator.parameters()), 1 - ema)
        return loss_d.item(), loss_g.item()

    return step


if __name__ == "__main__":
    take_part("cpu", f"PyTorch {torch.__version__}", make)
