"""Presets whose originals are written in PyTorch: everything read from their networks."""

import copy

import numpy as np
import torch
from torch import nn

from golden import image_fields, kernel_values, mask_record, mask_values, tensor, tensors, uniform
from golden_adam import slots, values
from golden_convolution import channels_first, channels_last, convolution, from_features, transposed_convolution

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

VERSIONS = {"torch": torch.__version__}
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


class GivenDropout(nn.Dropout):
    """PyTorch's dropout with a mask that is known: the same numbers, chosen by us."""

    mask = None

    def forward(self, x):
        return x * self.mask / (1 - self.p) if self.training else x


def check_dropout(rate=0.3):
    """GivenDropout is PyTorch's own Dropout for the mask that one drew."""
    x = torch.randn(64, 8)
    drawn = nn.Dropout(rate)(x)
    given = GivenDropout(rate)
    given.mask = (drawn != 0).float()
    torch.testing.assert_close(given(x), drawn)


def draw_masks(model, rows, feature_shapes):
    """Gives each dropout layer of a model a mask for this many rows."""
    records = []
    for index, layer in enumerate(model):
        if isinstance(layer, GivenDropout):
            mask = mask_values((rows, *feature_shapes[index]), 1 - layer.p)
            layer.mask = torch.from_numpy(mask)
            records.append(mask_record(index, mask))
    return records


def by_name(model, pick):
    """Arrays of a model under Forger's names and in its order.

    A dense layer after Flatten counts [channel, y, x] here and [y, x, channel] there, as does one before Unflatten.
    """
    found = {}
    before = None
    for index, layer in enumerate(model):
        following = model[index + 1] if index + 1 < len(model) else None
        if isinstance(layer, nn.Linear):
            kernel, bias = pick(layer.weight).T, pick(layer.bias)
            if isinstance(following, nn.Unflatten) and len(following.unflattened_size) == 3:
                kernel = from_features(kernel, 1, following.unflattened_size)
                bias = from_features(bias, 0, following.unflattened_size)
            if isinstance(before, nn.Flatten) and hasattr(before, "image"):
                kernel = from_features(kernel, 0, before.image)
            found[f"{index}_dense/kernel"] = kernel
            found[f"{index}_dense/bias"] = bias
        elif isinstance(layer, nn.Conv2d):
            found[f"{index}_conv2d/kernel"] = convolution(pick(layer.weight))
        elif isinstance(layer, nn.ConvTranspose2d):
            found[f"{index}_conv2dTranspose/kernel"] = transposed_convolution(pick(layer.weight))
        elif isinstance(layer, BATCH_NORMS):
            found[f"{index}_batchNorm/gamma"] = pick(layer.weight)
            found[f"{index}_batchNorm/beta"] = pick(layer.bias)
        before = layer
    return {name: array.copy() for name, array in found.items()}


def averages(model):
    found = {}
    for index, layer in enumerate(model):
        if isinstance(layer, BATCH_NORMS):
            found[f"{index}_batchNorm/movingMean"] = values(layer.running_mean).copy()
            found[f"{index}_batchNorm/movingVariance"] = values(layer.running_var).copy()
    return found


def weights(model):
    return {**by_name(model, values), **averages(model)}


def gradients(model):
    return tensors(by_name(model, lambda parameter: values(parameter.grad)))


def counts(model):
    return {
        "trainable": sum(parameter.numel() for parameter in model.parameters()),
        "nonTrainable": sum(array.size for array in averages(model).values()),
    }


def set_weights(model):
    with torch.no_grad():
        for layer in model:
            for name, parameter in layer.named_parameters():
                shape = tuple(parameter.shape)
                if len(shape) > 1:
                    inputs = shape[0] if isinstance(layer, nn.ConvTranspose2d) else shape[1]
                    parameter.copy_(torch.from_numpy(kernel_values(shape, inputs * int(np.prod(shape[2:])))))
                else:
                    scale = isinstance(layer, BATCH_NORMS) and name == "weight"
                    parameter.copy_(torch.from_numpy(uniform(*((0.5, 1.5) if scale else (-0.05, 0.05)), shape)))
            if isinstance(layer, BATCH_NORMS):
                layer.running_mean.copy_(torch.from_numpy(uniform(-0.3, 0.3, tuple(layer.running_mean.shape))))
                layer.running_var.copy_(torch.from_numpy(uniform(0.2, 1.0, tuple(layer.running_var.shape))))


def pictures(images):
    """What a file holds of images or of a verdict: images with their channels last."""
    array = values(images)
    return tensor(channels_last(array) if array.ndim == 4 else array)


class Pair:
    """The narrow networks of a preset, and the file about them. Networks take and give images with channels first."""

    def __init__(self, networks, widths, image, batch, full_images=((28, 28, 1),), latent_size=6):
        check_dropout()
        same = {player: {n: n for n in given} for player, given in widths.items()}
        self.generator, self.discriminator = networks(image, latent_size, widths)
        self.image, self.batch, self.latent_size = image, batch, latent_size
        for model in (self.generator, self.discriminator):
            set_weights(model)
        self.golden = {
            "image": image_fields(image),
            "latentSize": latent_size,
            "batch": batch,
            "widths": widths,
            "counts": [
                {"image": image_fields(full), **dict(zip(("generator", "discriminator"), map(counts, networks(full, 100, same))))}
                for full in full_images
            ],
            "before": {"generator": tensors(weights(self.generator)), "discriminator": tensors(weights(self.discriminator))},
            "steps": [],
        }

    def images(self, real):
        """Images as the networks take them."""
        return torch.from_numpy(channels_first(real))

    def draw_masks(self, player, rows):
        model = getattr(self, player)
        features = {}
        with torch.no_grad():
            x = torch.zeros(1, self.latent_size) if player == "generator" else torch.zeros(1, self.image[2], *self.image[:2])
            for index, layer in enumerate(copy.deepcopy(model).eval()):
                x = layer(x)
                features[index] = tuple(x.shape[1:])
        return [{"player": player, **record} for record in draw_masks(model, rows, features)]

    def forward(self, latents, real):
        masks = self.draw_masks("generator", len(latents)) + self.draw_masks("discriminator", len(real))
        z, x = torch.from_numpy(latents), self.images(real)
        with torch.no_grad():
            training = [copy.deepcopy(model).train() for model in (self.generator, self.discriminator)]
            self.golden["forward"] = {
                "latents": tensor(latents),
                "real": tensor(real),
                "masks": masks,
                "inference": {
                    "generator": pictures(copy.deepcopy(self.generator).eval()(z)),
                    "discriminator": pictures(copy.deepcopy(self.discriminator).eval()(x)),
                },
                "training": {"generator": pictures(training[0](z)), "discriminator": pictures(training[1](x))},
                "averages": dict(zip(("generator", "discriminator"), (tensors(averages(model)) for model in training))),
            }

    def state(self, g_optimizer, d_optimizer):
        return {
            "after": {"generator": tensors(weights(self.generator)), "discriminator": tensors(weights(self.discriminator))},
            "optimizers": {
                "generator": slots(by_name, self.generator, g_optimizer), "discriminator": slots(by_name, self.discriminator, d_optimizer),
            },
        }
