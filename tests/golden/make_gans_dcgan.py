"""Writes gans-dcgan.json: the DCGAN of diegoalejogm/gans for 64x64 MNIST as PyTorch computes it, on 16x16 here.

The notebook gives Adam beta_1 0.5; the default of 0.9, as of the series' first notebook, is used here and in the preset.
"""

from torch import nn

from golden_torch import Pair
from make_gans_mlp import play

WIDTHS = {"generator": {1024: 6, 512: 5, 256: 3, 128: 2}, "discriminator": {128: 2, 256: 3, 512: 5, 1024: 6}}


def networks(image, latent_size, widths):
    side, channels = image[0], image[2]
    sides = [4]
    while sides[-1] < side:
        sides.append(sides[-1] * 2)
    stack = [128 * 2**step for step in range(len(sides) - 1)]
    g, d = widths["generator"], widths["discriminator"]
    deepest = stack[-1]
    projection = nn.Linear(latent_size, g[deepest] * 16)
    generator, before = [projection, nn.Unflatten(1, (g[deepest], 4, 4))], g[deepest]
    for filters in reversed(stack[:-1]):
        generator += [nn.ConvTranspose2d(before, g[filters], 4, 2, 1, bias=False), nn.BatchNorm2d(g[filters]), nn.ReLU()]
        before = g[filters]
    generator += [nn.ConvTranspose2d(before, channels, 4, 2, 1, bias=False), nn.Tanh()]

    discriminator = [nn.Conv2d(channels, d[128], 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
    before = d[128]
    for filters in stack[1:]:
        discriminator += [nn.Conv2d(before, d[filters], 4, 2, 1, bias=False), nn.BatchNorm2d(d[filters]), nn.LeakyReLU(0.2)]
        before = d[filters]
    flatten = nn.Flatten()
    flatten.image = (before, 4, 4)
    discriminator += [flatten, nn.Linear(before * 16, 1), nn.Sigmoid()]
    return nn.Sequential(*generator), nn.Sequential(*discriminator)


play("gans-dcgan", Pair(networks, WIDTHS, image=(16, 16, 1), batch=4, full_images=((64, 64, 1), (64, 64, 3))), steps=1)
