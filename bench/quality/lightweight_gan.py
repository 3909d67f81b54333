"""A light-weight GAN on the processor, as a user of one would run it: what `npm run bench:quality` holds Forger's recipes against.

python lightweight_gan.py train.npy out.npy minutes seed count threads steps

Written from the published description of FastGAN (Liu et al. 2021) in the variant of lightweight-gan (P. Wang): nearest
neighbour or pixel-shuffle upsampling with GLU, batch norm and skip-layer excitation in G; residual down-blocks and a small second
branch in D, which must rebuild real images with a plain mean squared error; hinge loss, R1-like gradient penalty of weight 10 on
every fourth step, DiffAugment of translation and cutout with probability 0.25, an average of G's weights of 0.995 every ten steps from
step 2,000 on, Adam of 2e-4 (0.5, 0.9), batch 10. Tuned as in `npm run bench`: channels last, as many threads as processors.
Trains for the minutes, or the steps where they are not 0; draws with the average, and prints `steps <n>` and `ms <a step, without the first third>`.
"""

import copy
import math
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

LATENTS, BATCH, RATE = 256, 10, 2e-4
LARGEST = 512
AUGMENTED = 0.25


def channels(side, fmap_max=LARGEST):
    """2 ** (12 - log2(side)), at most 512."""
    return min(fmap_max, 2 ** (12 - int(math.log2(side))))


class Blur(nn.Module):
    def forward(self, x):
        line = torch.tensor([1.0, 2.0, 1.0]) / 4
        kernel = (line[:, None] * line[None])[None, None].repeat(x.shape[1], 1, 1, 1)
        return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), kernel, groups=x.shape[1])


class Excite(nn.Module):
    """Skip-layer excitation: a low resolution chooses channels of a high one."""

    def __init__(self, low, high):
        super().__init__()
        self.body = nn.Sequential(
            nn.AdaptiveAvgPool2d(4), nn.Conv2d(low, high // 2, 4), nn.LeakyReLU(0.1), nn.Conv2d(high // 2, high, 1), nn.Sigmoid()
        )

    def forward(self, low, high):
        return high * self.body(low)


class Up(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.shuffle = nn.Sequential(nn.Conv2d(before, before * 4, 1), nn.SiLU(), nn.PixelShuffle(2))
        self.body = nn.Sequential(
            Blur(), nn.Conv2d(before, after * 2, 3, padding=1), nn.BatchNorm2d(after * 2), nn.GLU(1)
        )

    def forward(self, x):
        x = self.shuffle(x)
        return self.body(x + torch.randn(x.shape[0], 1, *x.shape[2:]) * 0.1)


class Generator(nn.Module):
    def __init__(self, side, colours):
        super().__init__()
        sides = [2**power for power in range(2, int(math.log2(side)) + 1)]
        self.first = nn.Sequential(
            nn.ConvTranspose2d(LATENTS, channels(4) * 2, 4), nn.BatchNorm2d(channels(4) * 2), nn.GLU(1)
        )
        self.ups = nn.ModuleList(Up(channels(one), channels(2 * one)) for one in sides[:-1])
        self.sides = sides
        self.excites = nn.ModuleDict(
            {str(8 * 2**at): Excite(channels(2 ** (2 + at)), channels(32 * 2**at)) for at in range(3) if 32 * 2**at <= side}
        )
        self.last = nn.Conv2d(channels(side), colours, 3, padding=1)

    def forward(self, z):
        x = self.first(F.normalize(z, dim=1)[:, :, None, None])
        seen = {4: x}
        for side, up in zip(self.sides[1:], self.ups):
            x = up(x)
            low = side // 8
            if low in seen and str(side // 4) in self.excites:
                x = self.excites[str(side // 4)](seen[low], x)
            seen[side] = x
        return self.last(x)


class Down(nn.Module):
    """The sum of two ways down: convolutions, and an average of pixels."""

    def __init__(self, before, after):
        super().__init__()
        self.wide = nn.Sequential(
            Blur(), nn.Conv2d(before, after, 4, stride=2, padding=1), nn.LeakyReLU(0.1),
            nn.Conv2d(after, after, 3, padding=1), nn.LeakyReLU(0.1),
        )
        self.narrow = nn.Sequential(Blur(), nn.AvgPool2d(2), nn.Conv2d(before, after, 1), nn.LeakyReLU(0.1))

    def forward(self, x):
        return (self.wide(x) + self.narrow(x)) / math.sqrt(2)


class Decoder(nn.Module):
    """Rebuilds an image of eight times the feature map's sides."""

    def __init__(self, before, colours, doublings):
        super().__init__()
        layers = []
        for _ in range(doublings):
            after = max(before // 2, 16)
            layers += [nn.Upsample(scale_factor=2), nn.Conv2d(before, after * 2, 3, padding=1), nn.GLU(1)]
            before = after
        self.body = nn.Sequential(*layers, nn.Conv2d(before, colours, 3, padding=1))

    def forward(self, x):
        return self.body(x)


class Discriminator(nn.Module):
    def __init__(self, side, colours):
        super().__init__()
        sides = [2**power for power in range(int(math.log2(side)), 2, -1)]
        widths = [colours] + [channels(one // 2) for one in sides]
        self.downs = nn.ModuleList(Down(a, b) for a, b in zip(widths, widths[1:]) )
        self.score = nn.Sequential(nn.Conv2d(widths[-1], widths[-1], 1), nn.LeakyReLU(0.1), nn.Conv2d(widths[-1], 1, 4))
        # Down to 8 x 8 of a picture of 32: a second opinion of the whole, drawn small.
        self.small = nn.Sequential(Down(colours, 64), Down(64, 128), nn.Conv2d(128, 1, 4))
        self.from8 = Decoder(widths[-2], colours, 3)
        self.from16 = Decoder(widths[-3], colours, 2)

    def forward(self, x, rebuild=False):
        whole = x
        maps = []
        for down in self.downs:
            x = down(x)
            maps.append(x)
        score = self.score(x).flatten(1)
        small = self.small(F.interpolate(whole, size=(32, 32), mode="bilinear", align_corners=False)).flatten(1)
        if not rebuild:
            return score, small, None
        at8, at16 = maps[-2], maps[-3]
        row, column = random.randint(0, 1), random.randint(0, 1)
        quarter = at16[:, :, row * 8 : row * 8 + 8, column * 8 : column * 8 + 8]
        part = whole[:, :, :, :].unfold(2, whole.shape[2] // 2, whole.shape[2] // 2).unfold(
            3, whole.shape[3] // 2, whole.shape[3] // 2
        )[:, :, row, column]
        loss = F.mse_loss(self.from8(at8), F.interpolate(whole, size=(64, 64), mode="nearest"))
        loss = loss + F.mse_loss(self.from16(quarter), F.interpolate(part, size=(32, 32), mode="nearest"))
        return score, small, loss


def augmented(images):
    if random.random() >= AUGMENTED:
        return images
    n, _, height, width = images.shape
    if random.random() < 0.5:
        images = images.flip(3)
    down, across = random.randint(-height // 8, height // 8), random.randint(-width // 8, width // 8)
    images = torch.roll(images, (down, across), (2, 3))
    mask = torch.ones(n, 1, height, width)
    for one in range(n):
        top, left = random.randrange(height), random.randrange(width)
        mask[one, :, max(0, top - height // 4) : top + height // 4, max(0, left - width // 4) : left + width // 4] = 0
    return images * mask


def main():
    train, out, minutes, seed, count, threads, most = sys.argv[1:8]
    torch.set_num_threads(int(threads))
    torch.manual_seed(int(seed))
    random.seed(int(seed))
    pixels = np.load(train)
    images = torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()).float() / 255
    side, colours = images.shape[2], images.shape[1]
    generator = Generator(side, colours).to(memory_format=torch.channels_last)
    discriminator = Discriminator(side, colours).to(memory_format=torch.channels_last)
    for module in [*generator.modules(), *discriminator.modules()]:
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.kaiming_normal_(module.weight, a=0, mode="fan_in", nonlinearity="leaky_relu")
    average = copy.deepcopy(generator)
    of_g = torch.optim.Adam(generator.parameters(), RATE, (0.5, 0.9))
    of_d = torch.optim.Adam(discriminator.parameters(), RATE, (0.5, 0.9))
    begin, steps, times = time.monotonic(), 0, []
    while steps < int(most) if int(most) else time.monotonic() < begin + 60 * float(minutes):
        real = images[torch.randint(len(images), (BATCH,))]
        if random.random() < 0.5:
            real = real.flip(3)
        real = real.contiguous(memory_format=torch.channels_last)
        penalized = steps % 4 == 0
        shown = augmented(real).requires_grad_(penalized)
        with torch.no_grad():
            fakes = generator(torch.randn(BATCH, LATENTS))
        said, small, rebuilt = discriminator(shown, rebuild=True)
        said_fake, small_fake, _ = discriminator(augmented(fakes))
        loss = F.relu(1 - said).mean() + F.relu(1 + said_fake).mean() + F.relu(1 - small).mean() + F.relu(1 + small_fake).mean()
        if penalized:
            (gradient,) = torch.autograd.grad([said.sum() + small.sum()], shown, create_graph=True)
            loss = loss + 10 * ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()
        of_d.zero_grad()
        (loss + rebuilt).backward()
        of_d.step()
        said, small, _ = discriminator(augmented(generator(torch.randn(BATCH, LATENTS))))
        of_g.zero_grad()
        (-said.mean() - small.mean()).backward()
        of_g.step()
        steps += 1
        times.append(time.monotonic())
        if steps <= 2000:
            average.load_state_dict(generator.state_dict())
        elif steps % 10 == 0:
            with torch.no_grad():
                for mean, now in zip(average.parameters(), generator.parameters()):
                    mean.lerp_(now, 0.005)
                for mean, now in zip(average.buffers(), generator.buffers()):
                    mean.copy_(now)
    average.eval()
    made = []
    with torch.no_grad():
        for at in range(0, int(count), 50):
            made.append(average(torch.randn(min(50, int(count) - at), LATENTS)).clamp(0, 1))
    drawn = (torch.cat(made).permute(0, 2, 3, 1) * 255).round().to(torch.uint8).contiguous().numpy()
    np.save(out, drawn)
    print(f"steps {steps}")
    third = len(times) // 3
    print(f"ms {1000 * (times[-1] - times[third]) / max(1, len(times) - 1 - third)}")


main()
