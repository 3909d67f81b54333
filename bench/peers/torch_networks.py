"""Networks as PyTorch modules: lists of layers, and graphs of them. Images are [channels, height, width]."""

import random

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from torch_style_layers import STYLE_LAYERS, style_layer

INPUT = "input"


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


class Noise(nn.Module):
    def __init__(self, gain):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(1))
        self.gain = gain

    def forward(self, values):
        return values + self.scale * self.gain * torch.randn(len(values), 1, *values.shape[2:])


class Constant(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.values = nn.Parameter(torch.randn(1, *shape))

    def forward(self, values):
        return self.values.expand(len(values), *self.values.shape[1:])


class Resample(nn.Module):
    """[1, 3, 3, 1] each way with the step to half or twice the size, as StyleGAN2 and R3GAN have it."""

    def __init__(self, channels, up):
        super().__init__()
        line = torch.tensor([1.0, 3.0, 3.0, 1.0]) / (4 if up else 8)
        self.register_buffer("kernel", (line[:, None] * line[None])[None, None].repeat(channels, 1, 1, 1))
        self.up = up

    def forward(self, values):
        convolution = functional.conv_transpose2d if self.up else functional.conv2d
        return convolution(values, self.kernel, stride=2, padding=1, groups=len(self.kernel))


class Quadrant(nn.Module):
    """A quarter of the image; which, the network draws anew in each pass."""

    corner = (0, 0)

    def forward(self, values):
        row, column = self.corner
        return values.chunk(2, 2)[row].chunk(2, 3)[column]


class Attention(nn.Module):
    """Zhang et al. 2019, keys and values of 2 x 2 pixels each where they are pooled."""

    def __init__(self, channels, pooled, wrapped):
        super().__init__()
        keys, values = max(1, channels // 8), max(1, channels // 2)
        self.query, self.key = (wrapped(nn.Conv2d(channels, keys, 1, bias=False)) for _ in range(2))
        self.value = wrapped(nn.Conv2d(channels, values, 1, bias=False))
        self.output = wrapped(nn.Conv2d(values, channels, 1, bias=False))
        self.gamma = nn.Parameter(torch.zeros(1))
        self.pooled = pooled

    def forward(self, images):
        query, key, value = (part(images) for part in (self.query, self.key, self.value))
        if self.pooled:
            key, value = functional.max_pool2d(key, 2), functional.max_pool2d(value, 2)
        shares = functional.softmax(query.flatten(2).transpose(1, 2) @ key.flatten(2), -1)
        seen = (value.flatten(2) @ shares.transpose(1, 2)).unflatten(2, images.shape[2:])
        return images + self.gamma * self.output(seen)


class Sum(nn.Module):
    def forward(self, images):
        return images.sum((2, 3))


class Join(nn.Module):
    def __init__(self, how):
        super().__init__()
        self.how = how

    def forward(self, *values):
        return self.how(*values)


JOINS = {
    "add": lambda *values: sum(values[1:], values[0]),
    "average": lambda *values: sum(values[1:], values[0]) / len(values),
    "channelScale": lambda values, shares: values * shares,
    "concat": lambda *values: torch.cat(values, 1),
}
PLAIN = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "swish": nn.SiLU}


class Network(nn.Module):
    def __init__(self, nodes):
        """`nodes`: (name, names of what comes in, module), each after what it takes."""
        super().__init__()
        self.places = [(name, sources) for name, sources, _ in nodes]
        self.layers = nn.ModuleList(module for _, _, module in nodes)
        self.quadrants = [module for module in self.layers if isinstance(module, Quadrant)]
        self.needed = {}

    def needed_for(self, wanted, given):
        """Places of the layers that what is wanted takes, but for what is given."""
        if (wanted, given) not in self.needed:
            names = set(wanted)
            for name, sources in reversed(self.places):
                if name in names and name not in given:
                    names.update(sources)
            places = enumerate(self.places)
            self.needed[wanted, given] = [place for place, (name, _) in places if name in names and name not in given]
        return self.needed[wanted, given]

    def forward(self, values, labels=None, wanted=None, given=None):
        """
        What the last layer gives, or what those give that are wanted, as a list.
        `given`: by name, what layers give that are not run.
        """
        names = wanted or (self.places[-1][0],)
        corner = (random.randint(0, 1), random.randint(0, 1))
        for quadrant in self.quadrants:
            quadrant.corner = corner
        made = {INPUT: values, **(given or {})}
        for place in self.needed_for(names, tuple(given or ())):
            name, sources = self.places[place]
            layer = self.layers[place]
            taken = [made[source] for source in sources]
            made[name] = layer(*taken, labels) if isinstance(layer, Label) else layer(*taken)
        found = [made[name] for name in names]
        return found if wanted else found[0]


def window(layer, shape):
    """Sides after a window that slides. An odd kernel with stride 2 pads one pixel more here than TensorFlow's "same"; it reads as many."""
    size, stride = layer["kernelSize"], layer["stride"]
    padding = (size - 1) // 2 if layer.get("padding") == "same" else 0
    return size, stride, padding, tuple((side + 2 * padding - size) // stride + 1 for side in shape[1:])


def module_of(layer, shapes):
    """A layer as a module, and the shape of what it gives."""
    kind, shape = layer["type"], shapes[0]
    if kind in STYLE_LAYERS or layer.get("equalized"):
        return style_layer(layer, shapes)
    wrapped = spectral_norm if layer.get("spectralNorm") else lambda module: module
    if kind == "dense":
        return wrapped(nn.Linear(shape[0], layer["units"], bias=layer["useBias"])), (layer["units"],)
    if kind in ("conv2d", "groupedConv2d"):
        size, stride, padding, sides = window(layer, shape)
        options = {"groups": layer.get("groups", 1), "bias": layer["useBias"]}
        return wrapped(nn.Conv2d(shape[0], layer["filters"], size, stride, padding, **options)), (layer["filters"], *sides)
    if kind == "depthwiseConv2d":
        size, stride, padding, sides = window(layer, shape)
        channels = shape[0] * layer["multiplier"]
        options = {"groups": shape[0], "bias": layer["useBias"]}
        return nn.Conv2d(shape[0], channels, size, stride, padding, **options), (channels, *sides)
    if kind == "conv2dTranspose":
        size, stride = layer["kernelSize"], layer["stride"]
        padding = (size - stride + 1) // 2
        more = 2 * padding - (size - stride)
        module = nn.ConvTranspose2d(shape[0], layer["filters"], size, stride, padding, more, bias=layer["useBias"])
        return wrapped(module), (layer["filters"], *(side * stride for side in shape[1:]))
    if kind == "upsample2d":
        return nn.Upsample(scale_factor=layer["factor"]), (shape[0], *(side * layer["factor"] for side in shape[1:]))
    if kind == "averagePooling2d":
        size, stride, _, sides = window(layer, shape)
        return nn.AvgPool2d(size, stride), (shape[0], *sides)
    if kind == "globalSumPooling2d":
        return Sum(), (shape[0],)
    if kind == "selfAttention":
        return Attention(shape[0], layer.get("pooled", False), wrapped), shape
    if kind == "blur":
        up = layer["resample"] == "up"
        if layer["resample"] not in ("up", "down"):
            return style_layer(layer, shapes)
        return Resample(shape[0], up), (shape[0], *(side * 2 if up else side // 2 for side in shape[1:]))
    if kind == "quadrant":
        return Quadrant(), (shape[0], *(side // 2 for side in shape[1:]))
    if kind == "batchNorm":
        norm = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
        return norm(shape[0], eps=layer["epsilon"], momentum=1 - layer["momentum"]), shape
    if kind == "instanceNorm":
        return nn.InstanceNorm2d(shape[0], eps=layer["epsilon"], affine=layer["affine"]), shape
    if kind == "zeroPadding2d":
        return nn.ZeroPad2d(layer["by"]), (shape[0], *(side + 2 * layer["by"] for side in shape[1:]))
    if kind == "noise":
        return Noise(layer.get("outputGain", 1)), shape
    if kind == "learnedConstant":
        *sides, channels = layer["shape"]
        return Constant(channels, *sides), (channels, *sides)
    if kind == "leakyRelu":
        return nn.LeakyReLU(layer["slope"]), shape
    if kind in ("dropout", "lastingDropout"):
        return nn.Dropout(layer["rate"]), shape
    if kind in PLAIN:
        return PLAIN[kind](), shape
    if kind == "glu":
        return nn.GLU(1), (shape[0] // 2, *shape[1:])
    if kind == "flatten":
        return nn.Flatten(), (torch.Size(shape).numel(),)
    if kind == "reshape":
        height, width, channels = layer["shape"]
        return Shape(channels, height, width), (channels, height, width)
    if kind == "labelEmbedding":
        join, size = layer["join"], layer.get("size", 0)
        after = {"multiply": shape, "append": (shape[0] + size,), "plane": (shape[0] + 1, *shape[1:])}[join]
        return Label(layer["classes"], join, shape, size), after
    if kind in JOINS:
        channels = sum(one[0] for one in shapes) if kind == "concat" else shape[0]
        return Join(JOINS[kind]), (channels, *shape[1:])
    raise ValueError(f"no peer of the layer {kind}")


def network(layers, shape):
    """`shape` is what goes in: (features,) or (channels, height, width). Layers name themselves and what comes in, or take the one before."""
    shapes, nodes, before = {INPUT: shape}, [], INPUT
    for place, layer in enumerate(layers):
        name, sources = layer.get("id", str(place)), layer.get("from", before)
        sources = [sources] if isinstance(sources, str) else sources
        module, shapes[name] = module_of(layer, [shapes[source] for source in sources])
        nodes.append((name, sources, module))
        before = name
    return Network(nodes)
