"""Layers of StyleGAN2 as PyTorch modules, as its authors' code has them on a processor: [channels, height, width]."""

import torch
from torch import nn
from torch.nn import functional


class EqualDense(nn.Module):
    def __init__(self, inputs, units, rate, gain):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(units, inputs) / rate)
        self.bias = nn.Parameter(torch.zeros(units))
        self.scale, self.bias_scale = rate * gain / inputs**0.5, rate * gain

    def forward(self, values):
        return functional.linear(values, self.weight * self.scale, self.bias * self.bias_scale)


class EqualConvolution(nn.Module):
    def __init__(self, channels, layer):
        super().__init__()
        size, gain = layer["kernelSize"], layer.get("outputGain", 1)
        self.weight = nn.Parameter(torch.randn(layer["filters"], channels, size, size))
        self.bias = nn.Parameter(torch.zeros(layer["filters"])) if layer["useBias"] else None
        self.scale, self.gain = gain / (channels * size**2) ** 0.5, gain
        self.stride, self.padding = layer["stride"], size // 2 if layer["padding"] == "same" else 0

    def forward(self, images):
        bias = None if self.bias is None else self.bias * self.gain
        return functional.conv2d(images, self.weight * self.scale, bias, self.stride, self.padding)


def blur_kernel(channels, gain):
    line = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    return (gain * line[:, None] * line[None])[None, None].repeat(channels, 1, 1, 1)


class Blur(nn.Module):
    """[1, 3, 3, 1] each way over a border of `padding` pixels."""

    def __init__(self, channels, padding, gain=1):
        super().__init__()
        self.register_buffer("kernel", blur_kernel(channels, gain))
        self.padding = padding

    def forward(self, images):
        return functional.conv2d(images, self.kernel, padding=self.padding, groups=len(self.kernel))


class Modulated(nn.Module):
    """The style scales the image, and the size of the kernel that it makes divides the output, so that a batch has one kernel."""

    def __init__(self, channels, styles, layer):
        super().__init__()
        size, filters = layer["kernelSize"], layer["filters"]
        self.up, self.demodulate, self.gain = layer["up"], layer["demodulate"], layer.get("outputGain", 1)
        self.weight = nn.Parameter(torch.randn(filters, channels, size, size))
        self.style = EqualDense(styles, channels, 1, 1)
        nn.init.ones_(self.style.bias)
        self.bias = nn.Parameter(torch.zeros(filters))
        self.scale = 1 if self.demodulate else self.gain / (channels * size**2) ** 0.5
        self.blur = Blur(filters, 1, 4) if self.up else None

    def forward(self, images, latents):
        style = self.style(latents) * self.scale
        values = images * style[:, :, None, None]
        if self.up:
            values = self.blur(functional.conv_transpose2d(values, self.weight.transpose(0, 1), stride=2))
        else:
            values = functional.conv2d(values, self.weight, padding=self.weight.shape[2] // 2)
        if self.demodulate:
            sizes = style.square() @ self.weight.square().sum((2, 3)).t()
            values = values * ((sizes + 1e-8).rsqrt() * self.gain)[:, :, None, None]
        return values + (self.bias * self.gain)[:, None, None]


class PixelNorm(nn.Module):
    def forward(self, values):
        return values * (values.square().mean(1, keepdim=True) + 1e-8).rsqrt()


class Deviation(nn.Module):
    def __init__(self, group):
        super().__init__()
        self.group = group

    def forward(self, images):
        count, _, *sides = images.shape
        members = images.reshape(min(self.group, count), -1, *images.shape[1:])
        spread = (members.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        plane = spread.repeat(len(members))[:, None, None, None].expand(-1, 1, *sides)
        return torch.cat([images, plane], 1)


STYLE_LAYERS = ("modulatedConv2d", "pixelNorm", "minibatchStddev", "style")


def style_layer(layer, shapes):
    """A layer as a module, and the shape of what it gives."""
    kind, shape = layer["type"], shapes[0]
    if kind == "dense":
        module = EqualDense(shape[0], layer["units"], layer.get("rate", 1), layer.get("outputGain", 1))
        return module, (layer["units"],)
    if kind == "conv2d":
        lost = 0 if layer["padding"] == "same" else layer["kernelSize"] - 1
        sides = ((side - lost - 1) // layer["stride"] + 1 for side in shape[1:])
        return EqualConvolution(shape[0], layer), (layer["filters"], *sides)
    if kind == "modulatedConv2d":
        times = 2 if layer["up"] else 1
        return Modulated(shape[0], shapes[1][0], layer), (layer["filters"], *(side * times for side in shape[1:]))
    if kind == "blur" and layer["resample"] == "margin":
        return Blur(shape[0], 2), (shape[0], *(side + 1 for side in shape[1:]))
    if kind == "minibatchStddev":
        return Deviation(layer["group"]), (shape[0] + 1, *shape[1:])
    if kind == "pixelNorm":
        return PixelNorm(), shape
    if kind == "style":
        return nn.Identity(), shape
    raise ValueError(f"no peer of the layer {kind} as StyleGAN2 has it")
