"""Writes fashion-gan-torch.json: the recipe fashion-gan-torch as PyTorch computes it.

The training step follows LearnOpenCV's gan_pytorch_fashion_mnist.py: D on real and fake in one update, fakes not
detached, then G again on the same latents.
"""

import numpy as np
import torch
from torch import nn

from golden import normal, pixels, tensor, write
from golden_adam import warm
from golden_torch import VERSIONS, Pair, by_name, gradients

WIDTHS = {"generator": {128: 5, 256: 7, 512: 8, 1024: 9}, "discriminator": {512: 8, 256: 6}}


def networks(image, latent_size, widths):
    height, width, channels = image
    size = int(np.prod(image))
    g, d = widths["generator"], widths["discriminator"]
    generator = [nn.Linear(latent_size, g[128]), nn.LeakyReLU(0.2)]
    for narrow, wide in ((128, 256), (256, 512), (512, 1024)):
        generator += [nn.Linear(g[narrow], g[wide]), nn.BatchNorm1d(g[wide], 0.8), nn.LeakyReLU(0.2)]
    generator += [nn.Linear(g[1024], size), nn.Tanh(), nn.Unflatten(1, (channels, height, width))]
    discriminator = [
        nn.Flatten(),
        nn.Linear(size, d[512]), nn.LeakyReLU(0.2),
        nn.Linear(d[512], d[256]), nn.LeakyReLU(0.2),
        nn.Linear(d[256], 1), nn.Sigmoid(),
    ]
    return nn.Sequential(*generator), nn.Sequential(*discriminator)


pair = Pair(networks, WIDTHS, image=(4, 4, 1), batch=8)
generator, discriminator = pair.generator, pair.discriminator
loss = nn.BCELoss()
d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
inputs = [(pixels(-1, 1, (pair.batch, *pair.image)), normal(pair.batch, pair.latent_size)) for _ in range(2)]
pair.golden["optimizersBefore"] = {
    "generator": warm(by_name, generator, g_optimizer), "discriminator": warm(by_name, discriminator, d_optimizer),
}
pair.forward(inputs[0][1], inputs[0][0])

for real_images, noise in inputs:
    x, z = pair.images(real_images), torch.from_numpy(noise)
    real_target, fake_target = torch.ones(pair.batch, 1), torch.zeros(pair.batch, 1)

    d_optimizer.zero_grad()
    real_loss = loss(discriminator(x), real_target)
    fake_loss = loss(discriminator(generator(z)), fake_target)
    d_loss = real_loss + fake_loss
    d_loss.backward()
    d_gradients = gradients(discriminator)
    d_optimizer.step()

    g_optimizer.zero_grad()
    g_loss = loss(discriminator(generator(z)), real_target)
    g_loss.backward()
    g_gradients = gradients(generator)
    g_optimizer.step()

    pair.golden["steps"].append({
        "real": tensor(real_images),
        "latents": {"discriminator": tensor(noise)},
        "masks": [],
        "losses": {
            "dLossReal": real_loss.item(), "dLossFake": fake_loss.item(),
            "dLoss": d_loss.item(), "gLoss": g_loss.item(),
        },
        "gradients": {"discriminator": [d_gradients], "generator": [g_gradients]},
        **pair.state(g_optimizer, d_optimizer),
    })

write("fashion-gan-torch", pair.golden, VERSIONS)
