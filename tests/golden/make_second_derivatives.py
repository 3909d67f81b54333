"""Writes second-derivatives.json: gradients of a gradient penalty by every weight, as PyTorch computes them.

For small networks of every kind of layer: the output for fixed images, the penalty
mean((|d sum(output) / d image| - 1)^2) of Gulrajani et al. 2017 (equation 3) at these images, and its gradient by
each weight, which takes derivatives of derivatives. See README.md for how to run this.
"""

import numpy as np
import torch
from torch import nn

from golden import normal, tensor, tensors, uniform, write

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

BATCH = 3
LEAKY = {"type": "leakyRelu", "slope": 0.2}


def dense(units, **more):
    return {"type": "dense", "units": units, "useBias": True, **more}


def conv(filters, size, stride, **more):
    return {"type": "conv2d", "filters": filters, "kernelSize": size, "stride": stride, "padding": "same",
            "useBias": True, **more}


def transposed(filters, size, stride):
    return {"type": "conv2dTranspose", "filters": filters, "kernelSize": size, "stride": stride, "useBias": True}


NORM = {"type": "batchNorm", "momentum": 0.9, "epsilon": 1e-3, "runningVariance": "sample"}
FLAT = {"type": "flatten"}

CASES = {
    "dense, leaky ReLU": ([4, 4, 1], [FLAT, dense(6), LEAKY, dense(5), LEAKY, dense(1)]),
    "convolution, leaky ReLU": (
        [6, 6, 2], [conv(3, 4, 2), LEAKY, conv(4, 3, 1), LEAKY, conv(2, 5, 1), FLAT, dense(1)]),
    "ReLU": ([4, 4, 1], [FLAT, dense(7), {"type": "relu"}, dense(6), {"type": "relu"}, dense(1)]),
    "tanh": ([4, 4, 1], [FLAT, dense(6), {"type": "tanh"}, dense(5), {"type": "tanh"}, dense(1)]),
    "sigmoid": ([4, 4, 1], [FLAT, dense(6), {"type": "sigmoid"}, dense(5), {"type": "sigmoid"}, dense(1)]),
    "batch norm of dense layers": ([2, 2, 1], [FLAT, dense(4), NORM, LEAKY, dense(3), NORM, {"type": "tanh"}, dense(1)]),
    "batch norm of convolutions": ([4, 4, 1], [conv(2, 4, 2), NORM, LEAKY, conv(3, 3, 1), NORM, LEAKY, FLAT, dense(1)]),
    "transposed convolution, upsampling": (
        [2, 2, 2], [transposed(3, 4, 2), LEAKY, {"type": "upsample2d", "factor": 2}, conv(2, 3, 1), {"type": "tanh"}, FLAT,
                    dense(1)]),
    "spectral norm": (
        [4, 4, 2], [conv(3, 4, 2, spectralNorm=True), LEAKY, conv(2, 3, 1, spectralNorm=True), LEAKY, FLAT,
                    dense(3, spectralNorm=True), LEAKY, dense(1, spectralNorm=True)]),
}


class Flatten(nn.Module):
    """Height, width, channels: as Keras and Forger flatten."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def normed(layer, module):
    # The older form: it iterates as algorithm 1 of the paper does, first the vector of the inputs, then that of the
    # outputs. torch.nn.utils.parametrizations.spectral_norm goes the other way round, half an iteration apart.
    return nn.utils.spectral_norm(module) if layer.get("spectralNorm") else module


def build(layers, shape):
    shape, modules = list(shape), []
    for layer in layers:
        kind = layer["type"]
        if kind == "dense":
            modules.append(normed(layer, nn.Linear(shape[0], layer["units"])))
            shape = [layer["units"]]
        elif kind == "conv2d":
            size, stride = layer["kernelSize"], layer["stride"]
            module = nn.Conv2d(shape[2], layer["filters"], size, stride, (size - 1) // 2)
            modules.append(normed(layer, module))
            shape = [shape[0] // stride, shape[1] // stride, layer["filters"]]
        elif kind == "conv2dTranspose":
            size, stride = layer["kernelSize"], layer["stride"]
            modules.append(nn.ConvTranspose2d(shape[2], layer["filters"], size, stride, (size - stride) // 2))
            shape = [shape[0] * stride, shape[1] * stride, layer["filters"]]
        elif kind == "batchNorm":
            module = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
            modules.append(module(shape[-1], layer["epsilon"], 1 - layer["momentum"]))
        elif kind == "upsample2d":
            modules.append(nn.Upsample(scale_factor=layer["factor"], mode="nearest"))
            shape = [shape[0] * layer["factor"], shape[1] * layer["factor"], shape[2]]
        elif kind == "flatten":
            modules.append(Flatten())
            shape = [int(np.prod(shape))]
        else:
            modules.append({"relu": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(), "leakyRelu": nn.LeakyReLU(0.2)}[kind])
    return nn.Sequential(*modules)


def as_forger(layer, parameter):
    """A kernel's axes in Forger's order: [in, out] or [size, size, in, out], where transposed [size, size, out, in]."""
    if layer["type"] == "dense":
        return parameter.T
    return parameter.permute(2, 3, 1, 0)


def parameters(layers, model):
    """Every trainable weight under Forger's name, with the way from torch's axes to Forger's."""
    for index, (layer, module) in enumerate(zip(layers, model)):
        name = f"{index}_{layer['type']}"
        if layer["type"] == "batchNorm":
            yield f"{name}/gamma", module.weight, lambda array: array
            yield f"{name}/beta", module.bias, lambda array: array
        elif hasattr(module, "bias"):
            kernel = module.weight_orig if layer.get("spectralNorm") else module.weight
            yield f"{name}/kernel", kernel, lambda array, layer=layer: as_forger(layer, array)
            yield f"{name}/bias", module.bias, lambda array: array


def vectors(layers, model):
    return {
        f"{index}_{layer['type']}/singularVector": module.weight_u.detach().numpy().copy()[None, :]
        for index, (layer, module) in enumerate(zip(layers, model))
        if layer.get("spectralNorm")
    }


def case(shape, layers):
    model = build(layers, shape)
    named = list(parameters(layers, model))
    with torch.no_grad():
        for name, parameter, _ in named:
            scale = 1 if name.endswith("gamma") else 0
            parameter.copy_(torch.from_numpy(scale + uniform(-0.5, 0.5, tuple(parameter.shape))))
        for layer, module in zip(layers, model):
            if layer.get("spectralNorm"):
                vector = normal(module.weight_u.numel())
                module.weight_u.copy_(torch.from_numpy(vector / np.linalg.norm(vector)))
    before = {name: turn(parameter).detach().numpy().copy() for name, parameter, turn in named} | vectors(layers, model)
    images = uniform(-1, 1, (BATCH, *shape))

    x = torch.from_numpy(images).permute(0, 3, 1, 2).requires_grad_()
    output = model(x)
    (slopes,) = torch.autograd.grad(output.sum(), x, create_graph=True)
    penalty = ((slopes.flatten(1).norm(dim=1) - 1) ** 2).mean()
    penalty.backward()
    # The output does not depend on the slope's constant part: biases of a last layer have no gradient at all.
    gradients = {
        name: turn(torch.zeros_like(parameter) if parameter.grad is None else parameter.grad).numpy()
        for name, parameter, turn in named
    }
    return {
        "layers": layers,
        "inputShape": shape,
        "weights": tensors(before),
        "images": tensor(images),
        "output": tensor(output.detach().numpy()),
        "slopes": tensor(slopes.detach().permute(0, 2, 3, 1).numpy()),
        "penalty": penalty.item(),
        "gradients": tensors(gradients),
        "vectorsAfter": tensors(vectors(layers, model)),
    }


if __name__ == "__main__":
    write(
        "second-derivatives",
        {"cases": {name: case(*given) for name, given in CASES.items()}},
        {"torch": torch.__version__},
    )
