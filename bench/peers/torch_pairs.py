"""
pix2pix' training step in PyTorch, op by op, as its authors' code goes: G makes its output once, D sees input and output
joined, and then G learns to fool it and to come near the target.
"""

import torch
from torch.nn import functional

from lines import take_part
from torch_eager import optimizer
from torch_networks import network


def make(subject):
    torch.manual_seed(1)
    image, batch = subject["image"], subject["batch"]
    channels, sides = image["channels"], (image["height"], image["width"])
    generator = network(subject["generator"], (channels, *sides)).to(memory_format=torch.channels_last)
    discriminator = network(subject["discriminator"], (2 * channels, *sides)).to(memory_format=torch.channels_last)
    moves_d = optimizer(discriminator, subject["optimizer"]["discriminator"])
    moves_g = optimizer(generator, subject["optimizer"]["generator"])
    pairs = (torch.rand(16 * batch, 2 * channels, *sides) * 2 - 1).contiguous(memory_format=torch.channels_last)
    score = (subject["pairs"]["score"],)
    seen = 0

    def held(images, real):
        (said,) = discriminator(images, None, score)
        return functional.binary_cross_entropy_with_logits(said, torch.full_like(said, float(real)))

    def move(optimizer_, loss):
        optimizer_.zero_grad()
        loss.backward()
        optimizer_.step()

    def step():
        nonlocal seen
        start = (seen % 16) * batch
        seen += 1
        pair = pairs[start : start + batch]
        given, target = pair.split(channels, 1)
        made = generator(given)
        joined = torch.cat([given, made], 1)
        loss_d = 0.5 * (held(joined.detach(), False) + held(pair, True))
        move(moves_d, loss_d)
        discriminator.requires_grad_(False)
        loss_g = held(joined, True) + subject["pairs"]["targetWeight"] * functional.l1_loss(made, target)
        move(moves_g, loss_g)
        discriminator.requires_grad_(True)
        return loss_d.item(), loss_g.item()

    return step


if __name__ == "__main__":
    take_part("cpu", f"PyTorch {torch.__version__}", make)
