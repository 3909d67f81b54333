"""Lists of layers as PyTorch modules. Images are [channels, height, width]."""

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm


class Shape(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, values):
        return values.reshape(-1, *self.shape)


class Label(nn.Module):
    """Brings a label in by a learned row: times the input, after it, or as one more channel."""

    def __init__(self, classes, join, shape, size):
        super().__init__()
        self.join = join
        self.plane = (1, *shape[1:])
        self.rows = nn.Embedding(classes, {"multiply": shape[0], "append": size, "plane": self.pixels()}[join])

    def pixels(self):
        return torch.Size(self.plane).numel()

    def forward(self, values, labels):
        rows = self.rows(labels)
        if self.join == "multiply":
            return values * rows
        if self.join == "append":
            return torch.cat([values, rows], 1)
        return torch.cat([values, rows.reshape(-1, *self.plane)], 1)


class Network(nn.Module):
    def __init__(self, modules):
        super().__init__()
        self.layers = nn.ModuleList(modules)

    def forward(self, values, labels=None):
        for layer in self.layers:
            values = layer(values, labels) if isinstance(layer, Label) else layer(values)
        return values


def network(layers, shape):
    """`shape` is what goes in: (features,) or (channels, height, width)."""
    modules = []
    for layer in layers:
        kind = layer["type"]
        wrapped = spectral_norm if layer.get("spectralNorm") else lambda module: module
        if kind == "dense":
            modules.append(wrapped(nn.Linear(shape[0], layer["units"], bias=layer["useBias"])))
            shape = (layer["units"],)
        elif kind == "conv2d":
            size, stride = layer["kernelSize"], layer["stride"]
            # An odd kernel with stride 2 pads one pixel more here than TensorFlow's "same"; it reads as many.
            padding = (size - 1) // 2 if layer["padding"] == "same" else 0
            modules.append(wrapped(nn.Conv2d(shape[0], layer["filters"], size, stride, padding, bias=layer["useBias"])))
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
        elif kind == "labelEmbedding":
            join, size = layer["join"], layer.get("size", 0)
            modules.append(Label(layer["classes"], join, shape, size))
            if join == "append":
                shape = (shape[0] + size,)
            elif join == "plane":
                shape = (shape[0] + 1, *shape[1:])
        else:
            raise ValueError(f"no peer of the layer {kind}")
    return Network(modules)
