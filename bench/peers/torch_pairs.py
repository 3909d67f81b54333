"""
pix2pix' training step in PyTorch, op by op, as its authors' code goes: G makes its output once, D sees input and output
joined, and then G learns to fool it and to come near the target.
"""

import torch
from torch.nn import functional

from lines import take_part
from torch_players import batches, move, players


def make(subject):
    torch.manual_seed(1)
    image = subject["image"]
    channels, sides = image["channels"], (image["height"], image["width"])
    joined_shape = (2 * channels, *sides)
    generator, discriminator, moves_g, moves_d = players(subject, (channels, *sides), joined_shape)
    pairs = batches(subject["batch"], joined_shape)
    score = (subject["pairs"]["score"],)
    seen = 0

    def held(images, real):
        (said,) = discriminator(images, None, score)
        return functional.binary_cross_entropy_with_logits(said, torch.full_like(said, float(real)))

    def step():
        nonlocal seen
        pair = pairs(seen)
        seen += 1
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
