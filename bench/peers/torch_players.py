"""What PyTorch's programs for graphs of layers begin with: both networks with their optimisers, and images in memory."""

import torch

from torch_eager import optimizer
from torch_networks import network

LOTS = 16


def players(subject, given, seen):
    """`given`, `seen`: what goes into G and into D. Returns G, D, and what moves each."""
    generator = network(subject["generator"], given).to(memory_format=torch.channels_last)
    discriminator = network(subject["discriminator"], seen).to(memory_format=torch.channels_last)
    moves_g = optimizer(generator, subject["optimizer"]["generator"])
    moves_d = optimizer(discriminator, subject["optimizer"]["discriminator"])
    return generator, discriminator, moves_g, moves_d


def batches(batch, shape):
    """Gives a batch of images by the number of batches before it."""
    images = (torch.rand(LOTS * batch, *shape) * 2 - 1).contiguous(memory_format=torch.channels_last)

    def at(place):
        start = (place % LOTS) * batch
        return images[start : start + batch]

    return at


def move(optimizer_, loss):
    optimizer_.zero_grad()
    loss.backward()
    optimizer_.step()
