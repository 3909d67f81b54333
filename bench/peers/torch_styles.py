"""
StyleGAN2's training step in PyTorch, op by op, as its authors' code goes: D, G and, every so many steps, R1 and path length in
updates of their own; styles of two latents mixed; G's running average.
"""

import random

import torch
from torch.nn import functional

from lines import take_part
from torch_players import batches, move, players


def make(subject):
    torch.manual_seed(1)
    rules, batch, ema = subject["styles"], subject["batch"], subject["ema"]
    image, latent = subject["image"], subject["latentSize"]
    pixels = (image["channels"], image["height"], image["width"])
    generator, discriminator, moves_g, moves_d = players(subject, (latent,), pixels)
    images = batches(batch, pixels)
    average = [weights.detach().clone() for weights in generator.parameters()]
    path_mean = torch.zeros(())
    made = 0

    def styles_of(latents):
        """What each style layer passes on: from some layer on, often, the style of other latents."""
        (first,) = generator(latents, None, (rules["mapped"],))
        if random.random() >= rules["mixing"]:
            return {name: first for name in rules["layers"]}
        (second,) = generator(torch.randn_like(latents), None, (rules["mapped"],))
        start = random.randrange(1, len(rules["layers"]))
        return {name: first if place < start else second for place, name in enumerate(rules["layers"])}

    def drawn(latents, styles):
        (pictures,) = generator(latents, None, (rules["image"],), styles)
        return pictures

    def pictures_of(count):
        latents = torch.randn(count, latent)
        return drawn(latents, styles_of(latents))

    def roughness(real):
        points = real.detach().requires_grad_()
        (slope,) = torch.autograd.grad(discriminator(points).sum(), points, create_graph=True)
        return slope.square().sum((1, 2, 3)).mean() * subject["penalty"]["weight"] / 2 * rules["penaltyEvery"]

    def path_penalty():
        nonlocal path_mean
        latents = torch.randn(max(1, batch // 2), latent)
        styles = {name: style.clone() for name, style in styles_of(latents).items()}
        pictures = drawn(latents, styles)
        directions = torch.randn_like(pictures) / (pictures.shape[2] * pictures.shape[3]) ** 0.5
        slopes = torch.autograd.grad((pictures * directions).sum(), list(styles.values()), create_graph=True)
        lengths = (sum(slope.square().sum(1) for slope in slopes) / len(slopes)).sqrt()
        mean = path_mean.lerp(lengths.mean(), 0.01)
        path_mean = mean.detach()
        return (lengths - mean).square().mean() * rules["pathWeight"] * rules["pathEvery"]

    def step():
        nonlocal made
        real = images(made)
        with torch.no_grad():
            fakes = pictures_of(batch)
        loss_d = functional.softplus(-discriminator(real)).mean() + functional.softplus(discriminator(fakes)).mean()
        move(moves_d, loss_d)
        if made % rules["penaltyEvery"] == 0:
            move(moves_d, roughness(real))
        discriminator.requires_grad_(False)
        loss_g = functional.softplus(-discriminator(pictures_of(batch))).mean()
        move(moves_g, loss_g)
        discriminator.requires_grad_(True)
        if made % rules["pathEvery"] == 0:
            move(moves_g, path_penalty())
        with torch.no_grad():
            torch._foreach_lerp_(average, list(generator.parameters()), 1 - ema)
        made += 1
        return loss_d.item(), loss_g.item()

    return step


if __name__ == "__main__":
    take_part("cpu", f"PyTorch {torch.__version__}", make)
