"""A recipe's training step in PyTorch, op by op, as PyTorch is used: images are [channels, height, width]."""

import torch
from torch import nn
from torch.nn import functional

from lines import take_part


class Shape(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, values):
        return values.reshape(-1, *self.shape)


def network(layers, shape):
    """Modules for a list of layers. `shape` is what goes in: (features,) or (channels, height, width)."""
    modules = []
    for layer in layers:
        kind = layer["type"]
        if kind == "dense":
            modules.append(nn.Linear(shape[0], layer["units"], bias=layer["useBias"]))
            shape = (layer["units"],)
        elif kind == "conv2d":
            size, stride = layer["kernelSize"], layer["stride"]
            # An odd kernel with stride 2 pads one pixel more here than TensorFlow's "same"; it reads as many.
            padding = (size - 1) // 2 if layer["padding"] == "same" else 0
            modules.append(nn.Conv2d(shape[0], layer["filters"], size, stride, padding, bias=layer["useBias"]))
            shape = (layer["filters"], *((side + 2 * padding - size) // stride + 1 for side in shape[1:]))
        elif kind == "conv2dTranspose":
            size, stride = layer["kernelSize"], layer["stride"]
            padding = (size - stride + 1) // 2
            more = 2 * padding - (size - stride)
            modules.append(
                nn.ConvTranspose2d(shape[0], layer["filters"], size, stride, padding, more, bias=layer["useBias"])
            )
            shape = (layer["filters"], *(side * stride for side in shape[1:]))
        elif kind == "upsample2d":
            modules.append(nn.Upsample(scale_factor=layer["factor"]))
            shape = (shape[0], *(side * layer["factor"] for side in shape[1:]))
        elif kind == "batchNorm":
            norm = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
            modules.append(norm(shape[0], eps=layer["epsilon"], momentum=1 - layer["momentum"]))
        elif kind == "leakyRelu":
            modules.append(nn.LeakyReLU(layer["slope"]))
        elif kind == "dropout":
            modules.append(nn.Dropout(layer["rate"]))
        elif kind in ("relu", "tanh", "sigmoid"):
            modules.append({"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[kind]())
        elif kind == "flatten":
            modules.append(nn.Flatten())
            shape = (torch.Size(shape).numel(),)
        elif kind == "reshape":
            height, width, channels = layer["shape"]
            shape = (channels, height, width)
            modules.append(Shape(*shape))
        else:
            raise ValueError(f"no peer of the layer {kind}")
    return nn.Sequential(*modules)


def optimizer(model, settings):
    if settings["kind"] == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), settings["learningRate"], alpha=settings["rho"])
    return torch.optim.Adam(model.parameters(), settings["learningRate"], (settings["beta1"], settings["beta2"]))


def make(subject):
    torch.manual_seed(1)
    image, batch, latent = subject["image"], subject["batch"], subject["latentSize"]
    pixels = (image["channels"], image["height"], image["width"])
    generator = network(subject["generator"], (latent,))
    discriminator = network(subject["discriminator"], pixels)
    moves_d = optimizer(discriminator, subject["optimizer"]["discriminator"])
    moves_g = optimizer(generator, subject["optimizer"]["generator"])
    low = -1.0 if subject["signed"] else 0.0
    # In memory and scaled already, which spares this peer what a loader costs.
    images = torch.rand(16 * batch, *pixels) * (1 - low) + low
    shown = batch // 2 if subject["share"] == "half" else batch
    genuine, forged = torch.ones(batch, 1), torch.zeros(batch, 1)
    half = 0.5 if subject["lossJoin"] == "mean" else 1.0
    made = 0

    def latents(count):
        if subject["prior"] == "uniform":
            return torch.rand(count, latent) * 2 - 1
        return torch.randn(count, latent)

    def judged(seen, target):
        return functional.binary_cross_entropy_with_logits(discriminator(seen).reshape(-1, 1), target[: len(seen)])

    def fakes_for_d():
        if subject["fakes"] == "training":
            return generator(latents(shown))
        generator.eval()
        with torch.no_grad():
            drawn = generator(latents(shown))
        generator.train()
        return drawn

    def move(optimizer_, loss):
        optimizer_.zero_grad()
        loss.backward()
        optimizer_.step()

    def step():
        nonlocal made
        start = (made % 16) * batch
        made += 1
        real = images[start : start + shown]
        fakes = fakes_for_d()
        if subject["updates"] == "separate":
            loss_real = judged(real, genuine)
            move(moves_d, loss_real)
            loss_fake = judged(fakes.detach(), forged)
            move(moves_d, loss_fake)
            loss_d = (loss_real + loss_fake) * half
        else:
            loss_d = (judged(real, genuine) + judged(fakes.detach(), forged)) * half
            move(moves_d, loss_d)
        loss_g = judged(fakes if subject["latents"] == "same" else generator(latents(batch)), genuine)
        move(moves_g, loss_g)
        return loss_d.item(), loss_g.item()

    return step


if __name__ == "__main__":
    take_part("cpu", f"PyTorch {torch.__version__}", make)
