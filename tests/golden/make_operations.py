"""Writes operations.json: what PyTorch computes for the operations that layers are made of.

For each case, with fixed inputs: the output y; s = sum(weights * y^2), in which every output counts differently, and its
gradient by every input; and of the gradient penalty |ds / d first input|^2 the gradient by every input, which takes
derivatives of derivatives. Arrays are in Forger's order of axes. See README.md for how to run this.
"""

import torch
import torch.nn.functional as F

from golden import tensor, uniform, write

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)


def first(x):
    """[n, h, w, c] to [n, c, h, w]."""
    return x.permute(0, 3, 1, 2)


def last(x):
    return x.permute(0, 2, 3, 1)


def padded(x, size, stride, padding):
    """Zeros as TensorFlow's 'same' adds them: the smaller half before."""
    if padding == "valid":
        return x

    def border(side):
        total = max(0, stride * (-(-side // stride) - 1) + size - side)
        return [total // 2, total - total // 2]

    return F.pad(x, [*border(x.shape[3]), *border(x.shape[2])])


def grouped_convolution(x, kernel, stride, padding):
    images = padded(first(x), kernel.shape[0], stride, padding)
    return last(F.conv2d(images, kernel.permute(3, 2, 0, 1), stride=stride, groups=x.shape[3] // kernel.shape[2]))


def depthwise_convolution(x, kernel, stride, padding):
    size, _, channels, multiplier = kernel.shape
    filters = kernel.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, size, size)
    return last(F.conv2d(padded(first(x), size, stride, padding), filters, stride=stride, groups=channels))


def filtered(x, stride, before, after, gain=1):
    """[n, c, h, w] through the binomial filter, with zeros before and after."""
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
    kernel = torch.outer(taps, taps) / 64 * gain
    channels = x.shape[1]
    kernel = kernel[None, None].repeat(channels, 1, 1, 1)
    return F.conv2d(F.pad(x, [before, after, before, after]), kernel, stride=stride, groups=channels)


def blur_up(x):
    images = first(x)
    n, channels, height, width = images.shape
    spread = F.pad(images.reshape(n, channels, height, 1, width, 1), [0, 1, 0, 0, 0, 1])
    return last(filtered(spread.reshape(n, channels, 2 * height, 2 * width), 1, 2, 1, gain=4))


def minibatch_deviation(x, groupSize):
    # Karras et al., StyleGAN2: the group comes first in the reshaped batch, one statistic for all features.
    images = first(x)
    n, channels, height, width = images.shape
    y = images.reshape(groupSize, -1, 1, channels, height, width)
    y = y - y.mean(dim=0)
    y = (y.square().mean(dim=0) + 1e-8).sqrt().mean(dim=[2, 3, 4])
    y = y.reshape(-1, 1, 1, 1).repeat(groupSize, 1, height, width)
    return last(torch.cat([images, y], dim=1))


def modulated_convolution(x, kernel, style, up, demodulate):
    # As the paper writes it: a kernel for each image, all images' kernels as groups of one convolution.
    n = x.shape[0]
    weights = kernel.permute(2, 3, 0, 1) if up else kernel.permute(3, 2, 0, 1)
    weights = weights[None] * style[:, None, :, None, None]
    if demodulate:
        weights = weights * (weights.square().sum(dim=[2, 3, 4], keepdim=True) + 1e-8).rsqrt()
    out, channels, size = weights.shape[1:4]
    images = first(x).reshape(1, n * channels, *x.shape[1:3])
    if up:
        weights = weights.transpose(1, 2).reshape(n * channels, out, size, size)
        images = filtered(F.conv_transpose2d(images, weights, stride=2, groups=n), 1, 1, 1, gain=4)
    else:
        images = F.conv2d(images, weights.reshape(n * out, channels, size, size), padding=size // 2, groups=n)
    return last(images.reshape(n, out, *images.shape[2:]))


def pixel_shuffle(x, block):
    # PyTorch's channels are [c, row, column], Forger's [row, column, c].
    n, height, width, channels = x.shape
    ordered = x.reshape(n, height, width, block**2, channels // block**2).transpose(3, 4).reshape(x.shape)
    return last(F.pixel_shuffle(first(ordered), block))


def instance_norm(x, gamma=None, beta=None, epsilon=1e-5):
    return last(F.instance_norm(first(x), weight=gamma, bias=beta, eps=epsilon))


OPERATIONS = {
    "averagePool": lambda x, size, stride: last(F.avg_pool2d(first(x), size, stride)),
    "globalAveragePool": lambda x: F.adaptive_avg_pool2d(first(x), 1).flatten(1),
    "groupedConvolution": grouped_convolution,
    "depthwiseConvolution": depthwise_convolution,
    "pixelShuffle": pixel_shuffle,
    "blur": lambda x: last(filtered(first(x), 1, 1, 2)),
    "blurDown": lambda x: last(filtered(first(x), 2, 1, 1)),
    "blurUp": blur_up,
    "gatedLinearUnit": lambda x: F.glu(x, dim=-1),
    "swish": lambda x: F.silu(x),
    "maxPool": lambda x: last(F.max_pool2d(first(x), 2)),
    "channelScale": lambda x, factors: x * factors,
    "layerNorm": lambda x, gamma, beta, epsilon: F.layer_norm(x, gamma.shape, gamma, beta, epsilon),
    "instanceNorm": instance_norm,
    "pixelNorm": lambda x: x * (x.square().mean(dim=-1, keepdim=True) + 1e-8).rsqrt(),
    "minibatchDeviation": minibatch_deviation,
    "attention": lambda query, key, value: torch.bmm(F.softmax(torch.bmm(query, key.transpose(1, 2)), dim=-1), value),
    "modulatedConvolution": modulated_convolution,
    "noise": lambda x, noise, scale: x + scale * noise,
}


def moving(stride, padding):
    return {"stride": stride, "padding": padding}


IMAGES = [2, 4, 6, 4]
CASES = {
    "average pooling 2": ("averagePool", {"x": IMAGES}, {"size": 2, "stride": 2}),
    "average pooling 3, stride 2, a row left over": ("averagePool", {"x": [2, 6, 5, 2]}, {"size": 3, "stride": 2}),
    "average pooling 2, stride 3": ("averagePool", {"x": [2, 5, 6, 2]}, {"size": 2, "stride": 3}),
    "global average pooling": ("globalAveragePool", {"x": IMAGES}, {}),
    "grouped convolution 3": ("groupedConvolution", {"x": IMAGES, "kernel": [3, 3, 2, 6]}, moving(1, "same")),
    "grouped convolution 3, stride 2": (
        "groupedConvolution", {"x": [2, 5, 6, 6], "kernel": [3, 3, 2, 3]}, moving(2, "same")),
    "grouped convolution 4, stride 2": (
        "groupedConvolution", {"x": [2, 4, 6, 4], "kernel": [4, 4, 1, 4]}, moving(2, "same")),
    "grouped convolution 3, no padding": (
        "groupedConvolution", {"x": [2, 5, 4, 4], "kernel": [3, 3, 2, 4]}, moving(1, "valid")),
    "grouped convolution 1": ("groupedConvolution", {"x": IMAGES, "kernel": [1, 1, 2, 4]}, moving(1, "same")),
    "depthwise convolution 3": ("depthwiseConvolution", {"x": IMAGES, "kernel": [3, 3, 4, 1]}, moving(1, "same")),
    "depthwise convolution 3, two for each channel": (
        "depthwiseConvolution", {"x": [2, 4, 5, 3], "kernel": [3, 3, 3, 2]}, moving(1, "same")),
    "depthwise convolution 3, stride 2": (
        "depthwiseConvolution", {"x": [2, 6, 5, 3], "kernel": [3, 3, 3, 1]}, moving(2, "same")),
    "depthwise convolution 4, stride 2, no padding": (
        "depthwiseConvolution", {"x": [2, 6, 5, 3], "kernel": [4, 4, 3, 1]}, moving(2, "valid")),
    "pixel shuffle 2": ("pixelShuffle", {"x": [2, 2, 3, 8]}, {"block": 2}),
    "pixel shuffle 3": ("pixelShuffle", {"x": [2, 2, 1, 18]}, {"block": 3}),
    "blur": ("blur", {"x": [2, 4, 5, 3]}, {}),
    "blur down": ("blurDown", {"x": [2, 4, 6, 3]}, {}),
    "blur up": ("blurUp", {"x": [2, 3, 2, 3]}, {}),
    "gated linear unit": ("gatedLinearUnit", {"x": [2, 3, 2, 6]}, {}),
    "layer norm of features": ("layerNorm", {"x": [3, 7], "gamma": [7], "beta": [7]}, {"epsilon": 1e-5}),
    "layer norm of channels": ("layerNorm", {"x": [2, 3, 2, 5], "gamma": [5], "beta": [5]}, {"epsilon": 1e-5}),
    "layer norm of images": (
        "layerNorm", {"x": [2, 3, 2, 4], "gamma": [3, 2, 4], "beta": [3, 2, 4]}, {"epsilon": 1e-3}),
    "instance norm": ("instanceNorm", {"x": [2, 3, 4, 3]}, {"epsilon": 1e-5}),
    "instance norm, scaled and shifted": (
        "instanceNorm", {"x": [2, 3, 4, 3], "gamma": [3], "beta": [3]}, {"epsilon": 1e-3}),
    "pixel norm": ("pixelNorm", {"x": [2, 3, 2, 5]}, {}),
    "pixel norm of features": ("pixelNorm", {"x": [3, 6]}, {}),
    "minibatch deviation": ("minibatchDeviation", {"x": [6, 2, 3, 2]}, {"groupSize": 3}),
    "minibatch deviation, one group": ("minibatchDeviation", {"x": [4, 2, 2, 3]}, {"groupSize": 4}),
    "attention": ("attention", {"query": [2, 6, 2], "key": [2, 6, 2], "value": [2, 6, 4]}, {}),
    "attention to fewer places": ("attention", {"query": [2, 8, 3], "key": [2, 2, 3], "value": [2, 2, 5]}, {}),
    "modulated convolution": (
        "modulatedConvolution", {"x": [3, 4, 3, 4], "kernel": [3, 3, 4, 5], "style": [3, 4]},
        {"up": False, "demodulate": True}),
    "modulated convolution 1, not demodulated": (
        "modulatedConvolution", {"x": [2, 3, 4, 4], "kernel": [1, 1, 4, 3], "style": [2, 4]},
        {"up": False, "demodulate": False}),
    "modulated convolution, up": (
        "modulatedConvolution", {"x": [3, 3, 2, 4], "kernel": [3, 3, 5, 4], "style": [3, 4]},
        {"up": True, "demodulate": True}),
    "noise, one scale": ("noise", {"x": [2, 3, 2, 4], "noise": [2, 3, 2, 1], "scale": [1]}, {}),
    "noise, a scale for each channel": ("noise", {"x": [2, 3, 2, 4], "noise": [2, 3, 2, 1], "scale": [4]}, {}),
    "swish": ("swish", {"x": [2, 3, 2, 4]}, {}),
    "channel scale": ("channelScale", {"x": [2, 3, 2, 4], "factors": [2, 1, 1, 4]}, {}),
    "max pooling": ("maxPool", {"x": IMAGES}, {}),
    "max pooling, a row and a column left over": ("maxPool", {"x": [2, 5, 7, 3]}, {}),
}


def case(operation, shapes, settings):
    given = {name: uniform(-1, 1, tuple(shape)) for name, shape in shapes.items()}
    inputs = {name: torch.from_numpy(array).requires_grad_() for name, array in given.items()}
    output = OPERATIONS[operation](**inputs, **settings)
    weights = uniform(-1, 1, tuple(output.shape))
    total = (torch.from_numpy(weights) * output.square()).sum()
    gradients = torch.autograd.grad(total, list(inputs.values()), create_graph=True)
    penalty = gradients[0].square().sum()
    second = torch.autograd.grad(penalty, list(inputs.values()))
    named = lambda arrays: {name: tensor(array.detach().numpy()) for name, array in zip(inputs, arrays)}
    return {
        "operation": operation,
        "settings": settings,
        "inputs": named(inputs.values()),
        "weights": tensor(weights),
        "output": tensor(output.detach().numpy()),
        "gradients": named(gradients),
        "penalty": penalty.item(),
        "penaltyGradients": named(second),
    }


if __name__ == "__main__":
    write(
        "operations",
        {"cases": {name: case(*given) for name, given in CASES.items()}},
        {"torch": torch.__version__},
    )
