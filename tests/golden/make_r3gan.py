"""Writes r3gan.json: R3GAN (Huang et al. 2024) as PyTorch computes it, from the paper and the authors' published numbers.

Residual blocks of 1x1, grouped 3x3 and 1x1 without normalisation, [1, 2, 1] bilinear resampling, a basis of 4x4 learned
maps; each D update on pairs of real and fake with R1 and R2 by gamma / 2, each G update on real images of its own; rate,
beta_2 and gamma along a cosine. Both networks are narrow here, with one doubling and groups of two channels.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from golden import image_fields, kernel_values, normal, pixels, tensor, tensors, uniform, write
from golden_adam import slots, values, warm

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

BLOCKS, SLOPE, LENGTH, HALF_LIFE = 2, 0.2, 4, 8
# Channels at each side, as published: 3/4 of 1024 up to 32 pixels, half as many at each doubling beyond.
PUBLISHED = {4: 768, 8: 768, 16: 768, 32: 768, 64: 384, 128: 192, 256: 96}
PUBLISHED_GROUP = 16


def along(start, end, step):
    return start + (1 - math.cos(math.pi * step / LENGTH)) / 2 * (end - start)


def low_pass(channels, gain):
    line = torch.tensor(np.convolve([1.0, 2.0, 1.0], [1.0, 1.0]), dtype=torch.float32)
    square = torch.outer(line, line)
    return (gain * square / square.sum()).expand(channels, 1, 4, 4)


def doubled(x):
    return F.conv_transpose2d(x, low_pass(x.shape[1], 4), stride=2, padding=1, groups=x.shape[1])


def halved(x):
    return F.conv2d(x, low_pass(x.shape[1], 1), stride=2, padding=1, groups=x.shape[1])


class Part(nn.Module):
    """A network whose weights are known by Forger's names."""

    def __init__(self):
        super().__init__()
        self.kinds = {}

    def weight(self, name, kind, *shape):
        self.kinds[name] = kind
        self.register_parameter(name.replace(".", "_").replace("/", "__"), nn.Parameter(torch.zeros(*shape)))

    def of(self, name):
        return getattr(self, name.replace(".", "_").replace("/", "__"))

    def add_block(self, name, channels, group):
        wide = 2 * channels
        self.weight(f"{name}.widen/kernel", "conv", wide, channels, 1, 1)
        self.weight(f"{name}.widen/bias", "bias", wide)
        self.weight(f"{name}.grouped/kernel", "conv", wide, group, 3, 3)
        self.weight(f"{name}.grouped/bias", "bias", wide)
        self.weight(f"{name}.narrow/kernel", "conv", channels, wide, 1, 1)

    def block(self, name, x):
        h = F.leaky_relu(F.conv2d(x, self.of(f"{name}.widen/kernel"), self.of(f"{name}.widen/bias")), SLOPE)
        kernel = self.of(f"{name}.grouped/kernel")
        groups = kernel.shape[0] // kernel.shape[1]
        h = F.leaky_relu(F.conv2d(h, kernel, self.of(f"{name}.grouped/bias"), padding=1, groups=groups), SLOPE)
        return x + F.conv2d(h, self.of(f"{name}.narrow/kernel"))

    def blocks(self, side, x):
        for index in range(BLOCKS):
            x = self.block(f"s{side}.{index}", x)
        return x


def sides_of(channels):
    return [4 * 2**stage for stage in range(len(channels))]


class Generator(Part):
    def __init__(self, latent_size, channels, group, colours):
        super().__init__()
        self.channels = channels
        self.weight("basis/value", "basis", channels[0], 4, 4)
        self.weight("project/kernel", "dense", channels[0], latent_size)
        for index, (side, width) in enumerate(zip(sides_of(channels), channels)):
            if index > 0 and channels[index - 1] != width:
                self.weight(f"s{side}.width/kernel", "conv", width, channels[index - 1], 1, 1)
            for block in range(BLOCKS):
                self.add_block(f"s{side}.{block}", width, group)
        self.weight("image/kernel", "conv", colours, channels[-1], 1, 1)

    def forward(self, z):
        x = self.of("basis/value") * (z @ self.of("project/kernel").T)[:, :, None, None]
        for index, side in enumerate(sides_of(self.channels)):
            if index > 0:
                if f"s{side}.width/kernel" in self.kinds:
                    x = F.conv2d(x, self.of(f"s{side}.width/kernel"))
                x = doubled(x)
            x = self.blocks(side, x)
        return F.conv2d(x, self.of("image/kernel"))


class Discriminator(Part):
    def __init__(self, channels, group, colours):
        super().__init__()
        self.channels = channels
        self.weight("read/kernel", "conv", channels[-1], colours, 1, 1)
        for index, side in reversed(list(enumerate(sides_of(channels)))):
            for block in range(BLOCKS):
                self.add_block(f"s{side}.{block}", channels[index], group)
            if index > 0 and channels[index - 1] != channels[index]:
                self.weight(f"s{side}.width/kernel", "conv", channels[index - 1], channels[index], 1, 1)
        self.weight("basis/depthwiseKernel", "depthwise", channels[0], 1, 4, 4)
        self.weight("score/kernel", "dense", 1, channels[0])

    def forward(self, x):
        x = F.conv2d(x, self.of("read/kernel"))
        for index, side in reversed(list(enumerate(sides_of(self.channels)))):
            x = self.blocks(side, x)
            if index > 0:
                x = halved(x)
                if f"s{side}.width/kernel" in self.kinds:
                    x = F.conv2d(x, self.of(f"s{side}.width/kernel"))
        x = F.conv2d(x, self.of("basis/depthwiseKernel"), groups=x.shape[1])
        return x.flatten(1) @ self.of("score/kernel").T


ORDERS = {"conv": (2, 3, 1, 0), "depthwise": (2, 3, 0, 1), "basis": (1, 2, 0), "dense": (1, 0), "bias": (0,)}


def by_name(model, pick):
    """Arrays of a model under Forger's names, axes in its order."""
    return {name: np.transpose(pick(model.of(name)), ORDERS[kind]).copy() for name, kind in model.kinds.items()}


def set_weights(model):
    with torch.no_grad():
        for name, kind in model.kinds.items():
            parameter = model.of(name)
            shape = tuple(parameter.shape)
            if kind == "bias":
                array = uniform(-0.3, 0.3, shape)
            elif kind == "basis":
                array = normal(*shape)
            else:
                array = kernel_values(shape, int(np.prod(shape[1:])))
            parameter.copy_(torch.from_numpy(array))


def count(model):
    return {"trainable": sum(parameter.numel() for parameter in model.parameters()), "nonTrainable": 0}


def full_counts(side, colours):
    channels = [PUBLISHED[each] for each in PUBLISHED if each <= side]
    with torch.device("meta"):
        pair = Generator(64, channels, PUBLISHED_GROUP, colours), Discriminator(channels, PUBLISHED_GROUP, colours)
    return {"image": image_fields((side, side, colours)), "generator": count(pair[0]), "discriminator": count(pair[1])}


def penalty(discriminator, images):
    (slope,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    return slope.square().sum([1, 2, 3])


def play(channels=(4, 2), group=2, colours=1, batch=4, latent_size=3, steps=2):
    side = sides_of(channels)[-1]
    generator, discriminator = Generator(latent_size, channels, group, colours), Discriminator(channels, group, colours)
    for model in (generator, discriminator):
        set_weights(model)
    optimizers = {
        "generator": torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.0, 0.9)),
        "discriminator": torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.0, 0.9)),
    }
    models = {"generator": generator, "discriminator": discriminator}

    def images(array):
        return torch.from_numpy(np.ascontiguousarray(np.transpose(array, (0, 3, 1, 2))))

    def weights():
        return {player: tensors(by_name(model, values)) for player, model in models.items()}

    inputs = [
        [pixels(-1, 1, (batch, side, side, colours)) for _ in range(2)] + [normal(batch, latent_size) for _ in range(2)]
        for _ in range(steps)
    ]
    golden = {
        "image": image_fields((side, side, colours)),
        "latentSize": latent_size,
        "countsLatentSize": 64,
        "batch": batch,
        "settings": {"schedule.steps": LENGTH, "ema.halfLife": HALF_LIFE},
        "stack": {"channels": list(channels), "group": group},
        "widths": {"generator": {}, "discriminator": {}},
        "counts": [full_counts(*size) for size in ((32, 3), (64, 3), (64, 1), (256, 3))],
        "before": weights(),
        # Without momentum a step is the newest gradient over the root of v alone, its rounding with it.
        "optimizersBefore": {player: warm(by_name, model, optimizers[player], louder=10) for player, model in models.items()},
        "steps": [],
    }
    with torch.no_grad():
        made = values(generator(torch.from_numpy(inputs[0][2]))).transpose(0, 2, 3, 1)
        said = values(torch.sigmoid(discriminator(images(inputs[0][0]))))
    forward = {"generator": tensor(made), "discriminator": tensor(said)}
    none = {"generator": {}, "discriminator": {}}
    golden["forward"] = {
        "latents": tensor(inputs[0][2]), "real": tensor(inputs[0][0]), "masks": [], "averages": none,
        "inference": forward, "training": forward,
    }

    average = {name: array for name, array in by_name(generator, values).items()}
    for step, (real_d, real_g, z_d, z_g) in enumerate(inputs):
        gamma = along(2.0, 0.2, step)
        for optimizer in optimizers.values():
            (settings,) = optimizer.param_groups
            settings["lr"], settings["betas"] = along(2e-4, 5e-5, step), (0.0, along(0.9, 0.99, step))
        found = {}

        def move(player, loss):
            model = models[player]
            parameters = list(model.parameters())
            for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.grad = gradient
            found[player] = tensors(by_name(model, lambda parameter: values(parameter.grad)))
            optimizers[player].step()

        real = images(real_d).requires_grad_(True)
        fake = generator(torch.from_numpy(z_d)).detach().requires_grad_(True)
        apart = discriminator(real) - discriminator(fake)
        pairs = F.softplus(-apart).mean()
        penalties = gamma / 2 * (penalty(discriminator, real) + penalty(discriminator, fake)).mean()
        move("discriminator", pairs + penalties)
        ahead = discriminator(generator(torch.from_numpy(z_g))) - discriminator(images(real_g))
        g_loss = F.softplus(-ahead).mean()
        move("generator", g_loss)
        kept = 0.5 ** (batch / max(along(0, HALF_LIFE, step), 1e-8))
        for name, array in by_name(generator, values).items():
            average[name] = torch.from_numpy(array).lerp(torch.from_numpy(average[name]), kept).numpy()

        golden["steps"].append({
            "real": tensor(real_d),
            "realOfGenerator": tensor(real_g),
            "latents": {"discriminator": tensor(z_d), "generator": tensor(z_g)},
            "masks": [],
            "losses": {
                "dLossReal": pairs.item() / 2, "dLossFake": pairs.item() / 2, "dPenalty": penalties.item(),
                "dLoss": (pairs + penalties).item(), "gLoss": g_loss.item(),
                "dAccuracyReal": (apart > 0).float().mean().item(),
            },
            "gradients": {player: [gradients] for player, gradients in found.items()},
            "after": weights(),
            "average": tensors(average),
            "optimizers": {player: slots(by_name, model, optimizers[player]) for player, model in models.items()},
        })
    write("r3gan", golden, {"torch": torch.__version__})


if __name__ == "__main__":
    play()
