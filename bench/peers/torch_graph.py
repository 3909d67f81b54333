"""
A training step in PyTorch, op by op, of recipes whose networks are graphs (FastGAN, R3GAN, SNGAN, SAGAN), as their authors' code goes: D sees real images
and fakes one after the other, its penalty takes the gradient of the scores that it has already, and while G moves, D's weights need no gradient.
"""

import torch
from torch.nn import functional

from lines import take_part
from torch_players import batches, move, players


def augmented(images, changes):
    """DiffAugment as Zhao et al. 2020 describe it, each image by numbers of its own."""
    count, _, height, width = images.shape
    if "color" in changes:
        images = images + torch.rand(count, 1, 1, 1) - 0.5
        mean = images.mean(1, keepdim=True)
        images = (images - mean) * torch.rand(count, 1, 1, 1) * 2 + mean
        mean = images.mean((1, 2, 3), keepdim=True)
        images = (images - mean) * (torch.rand(count, 1, 1, 1) + 0.5) + mean
    if "translation" in changes:
        down, across = int(height / 8 + 0.5), int(width / 8 + 0.5)
        padded = functional.pad(images, (across, across, down, down)).permute(0, 2, 3, 1)
        rows = torch.arange(height)[None] + torch.randint(0, 2 * down + 1, (count, 1))
        columns = torch.arange(width)[None] + torch.randint(0, 2 * across + 1, (count, 1))
        images = padded[torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None]].permute(0, 3, 1, 2)
    return images


def make(subject):
    torch.manual_seed(1)
    graph, kind, batch, ema = subject["graph"], subject["loss"], subject["batch"], subject["ema"]
    image, latent = subject["image"], subject["latentSize"]
    pixels = (image["channels"], image["height"], image["width"])
    generator, discriminator, moves_g, moves_d = players(subject, (latent,), pixels)
    images = batches(batch, pixels)
    penalty, weight = subject["penalty"]["kind"], subject["penalty"]["weight"]
    average = [weights.detach().clone() for weights in generator.parameters()] if ema else []
    changes, margin, rebuilds = graph["augment"], graph["margin"], graph["rebuilt"] is not None
    score = (graph["score"],)
    rebuilding = (graph["score"], graph["rebuilt"], graph["original"])
    seen = 0

    def steepness(scores, points):
        (slope,) = torch.autograd.grad(scores.sum(), points, create_graph=True)
        return slope.square().flatten(1).sum(1).mean() * weight / 2

    def margins(scores):
        return torch.rand_like(scores) * (1 - margin) + margin

    def judged(real, fakes):
        """D's loss, on images that need a gradient where it is held to a smooth one."""
        if penalty != "none":
            real, fakes = real.detach().requires_grad_(), fakes.requires_grad_()
        shown = augmented(real, changes)
        said_real, *drawn = discriminator(shown, None, rebuilding if rebuilds else score)
        (said_fake,) = discriminator(augmented(fakes, changes), None, score)
        if kind == "relativistic":
            loss = functional.softplus(said_fake - said_real).mean()
        else:
            loss = functional.relu(margins(said_real) - said_real).mean()
            loss = loss + functional.relu(margins(said_fake) + said_fake).mean()
        if rebuilds:
            loss = loss + graph["rebuildWeight"] * functional.mse_loss(*drawn)
        if penalty != "none":
            loss = loss + steepness(said_real, real) + steepness(said_fake, fakes)
        return loss

    def deceit(real, fakes):
        (said,) = discriminator(augmented(fakes, changes), None, score)
        if kind != "relativistic":
            return -said.mean()
        (rival,) = discriminator(augmented(real, changes), None, score)
        return functional.softplus(rival - said).mean()

    def step():
        nonlocal seen
        same = subject["latents"] == "same"
        for _ in range(subject["stepsD"]):
            real = images(seen)
            seen += 1
            with torch.set_grad_enabled(same):
                fakes = generator(torch.randn(batch, latent))
            loss_d = judged(real, fakes.detach())
            move(moves_d, loss_d)
        discriminator.requires_grad_(False)
        loss_g = deceit(real, fakes if same else generator(torch.randn(batch, latent)))
        move(moves_g, loss_g)
        discriminator.requires_grad_(True)
        if ema:
            with torch.no_grad():
                torch._foreach_lerp_(average, list(generator.parameters()), 1 - ema)
        return loss_d.item(), loss_g.item()

    return step


if __name__ == "__main__":
    take_part("cpu", f"PyTorch {torch.__version__}", make)
