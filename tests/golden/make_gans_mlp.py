"""Writes gans-mlp.json: the vanilla GAN of diegoalejogm/gans as PyTorch computes it.

D's gradients of the real and of the fake batch are added and applied at once, fakes detached; G learns from fresh
latents. Adam with its default betas.
"""

import numpy as np
import torch
from torch import nn

from golden import normal, pixels, tensor, write
from golden_adam import warm
from golden_torch import VERSIONS, GivenDropout, Pair, by_name, gradients

WIDTHS = {"generator": {256: 7, 512: 8, 1024: 9}, "discriminator": {1024: 9, 512: 8, 256: 6}}


def networks(image, latent_size, widths):
    height, width, channels = image
    size = int(np.prod(image))
    g, d = widths["generator"], widths["discriminator"]
    generator, before = [], latent_size
    for units in (256, 512, 1024):
        generator += [nn.Linear(before, g[units]), nn.LeakyReLU(0.2)]
        before = g[units]
    generator += [nn.Linear(before, size), nn.Tanh(), nn.Unflatten(1, (channels, height, width))]
    discriminator, before = [nn.Flatten()], size
    for units in (1024, 512, 256):
        discriminator += [nn.Linear(before, d[units]), nn.LeakyReLU(0.2), GivenDropout(0.3)]
        before = d[units]
    discriminator += [nn.Linear(before, 1), nn.Sigmoid()]
    return nn.Sequential(*generator), nn.Sequential(*discriminator)


def joined(real, fake):
    """Forger's D sees real and fake in one pass: their masks as one."""
    return [
        {**one, "shape": [one["shape"][0] * 2, *one["shape"][1:]], "kept": one["kept"] + other["kept"]}
        for one, other in zip(real, fake)
    ]


def play(preset, pair, steps):
    """The training step of both notebooks."""
    generator, discriminator = pair.generator, pair.discriminator
    loss = nn.BCELoss()
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4)
    batch = pair.batch
    inputs = [
        (pixels(-1, 1, (batch, *pair.image)), normal(batch, pair.latent_size), normal(batch, pair.latent_size))
        for _ in range(steps)
    ]
    pair.golden["optimizersBefore"] = {
        "generator": warm(by_name, generator, g_optimizer), "discriminator": warm(by_name, discriminator, d_optimizer),
    }
    pair.forward(inputs[0][1], inputs[0][0])
    real_target, fake_target = torch.ones(batch, 1), torch.zeros(batch, 1)
    for real_images, noise, fresh_noise in inputs:
        fake = generator(torch.from_numpy(noise)).detach()
        d_optimizer.zero_grad()
        real_masks = pair.draw_masks("discriminator", batch)
        real_loss = loss(discriminator(pair.images(real_images)), real_target)
        real_loss.backward()
        fake_masks = pair.draw_masks("discriminator", batch)
        fake_loss = loss(discriminator(fake), fake_target)
        fake_loss.backward()
        d_gradients = gradients(discriminator)
        d_optimizer.step()

        g_optimizer.zero_grad()
        g_masks = pair.draw_masks("discriminator", batch)
        g_loss = loss(discriminator(generator(torch.from_numpy(fresh_noise))), real_target)
        g_loss.backward()
        g_gradients = gradients(generator)
        g_optimizer.step()

        pair.golden["steps"].append({
            "real": tensor(real_images),
            "latents": {"discriminator": tensor(noise), "generator": tensor(fresh_noise)},
            "masks": joined(real_masks, fake_masks) + g_masks,
            "losses": {
                "dLossReal": real_loss.item(), "dLossFake": fake_loss.item(),
                "dLoss": (real_loss + fake_loss).item(), "gLoss": g_loss.item(),
            },
            "gradients": {"discriminator": [d_gradients], "generator": [g_gradients]},
            **pair.state(g_optimizer, d_optimizer),
        })
    write(preset, pair.golden, VERSIONS)


if __name__ == "__main__":
    play("gans-mlp", Pair(networks, WIDTHS, image=(4, 4, 1), batch=8), steps=2)
