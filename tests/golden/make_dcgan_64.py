"""Writes dcgan-64.json: the DCGAN of "Deep Learning: The Straight Dope", chapter 14, as MXNet's Gluon computes it.

Counts are those of 64x64 in grey and colour, the step is played on 16x16. D's loss is the sum of the real and the fake
batch's, fakes not detached, G goes again from the same latents. On the processor MXNet moves running averages in the
backward pass, on the GPU of the tutorial in the forward pass: going backward from the real batch before the fake one
is made keeps the GPU's order. MXNet's Adam takes 1 - beta in float32, as TensorFlow's fused one does.
"""

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from mxnet.gluon import nn

from golden import ITERATIONS, image_fields, kernel_values, normal, pixels, slot_values, tensor, tensors, uniform, write
from golden_convolution import channels_first, channels_last, convolution, transposed_convolution

WIDTHS = {"generator": {512: 6, 256: 5, 128: 3, 64: 2}, "discriminator": {64: 2, 128: 3, 256: 5, 512: 6}}
IMAGE = (16, 16, 3)
LATENT_SIZE = 6
BATCH = 4


def networks(image, latent_size, widths):
    doublings = int(np.log2(image[0] // 4))
    stack = [64 * 2**step for step in range(doublings)]
    g, d = widths["generator"], widths["discriminator"]
    generator, discriminator = nn.Sequential(), nn.Sequential()
    generator.add(nn.Conv2DTranspose(g[stack[-1]], 4, 1, 0, use_bias=False), nn.BatchNorm(), nn.Activation("relu"))
    for filters in reversed(stack[:-1]):
        generator.add(nn.Conv2DTranspose(g[filters], 4, 2, 1, use_bias=False), nn.BatchNorm(), nn.Activation("relu"))
    generator.add(nn.Conv2DTranspose(image[2], 4, 2, 1, use_bias=False), nn.Activation("tanh"))
    discriminator.add(nn.Conv2D(d[64], 4, 2, 1, use_bias=False), nn.LeakyReLU(0.2))
    for filters in stack[1:]:
        discriminator.add(nn.Conv2D(d[filters], 4, 2, 1, use_bias=False), nn.BatchNorm(), nn.LeakyReLU(0.2))
    discriminator.add(nn.Conv2D(1, 4, 1, 0, use_bias=False))
    for model, shape in ((generator, (1, latent_size, 1, 1)), (discriminator, (1, image[2], *image[:2]))):
        model.initialize(mx.init.Normal(0.02))
        model(mx.nd.zeros(shape))
    return generator, discriminator


def place(model, index):
    """Forger's index of a layer: G's projection is a dense layer with a reshape behind it there."""
    return index + 1 if isinstance(model[0], nn.Conv2DTranspose) and index > 0 else index


def by_name(model, pick):
    """Arrays of a model under Forger's names and in its order."""
    found = {}
    for index, layer in enumerate(model):
        prefix = place(model, index)
        if isinstance(layer, nn.Conv2DTranspose) and index == 0:
            # On one pixel this is a dense layer: [in, out, y, x] to [in, y, x, out].
            kernel = np.transpose(pick(layer.weight), (0, 2, 3, 1))
            found[f"{prefix}_dense/kernel"] = kernel.reshape(kernel.shape[0], -1)
        elif isinstance(layer, nn.Conv2DTranspose):
            found[f"{prefix}_conv2dTranspose/kernel"] = transposed_convolution(pick(layer.weight))
        elif isinstance(layer, nn.Conv2D):
            found[f"{prefix}_conv2d/kernel"] = convolution(pick(layer.weight))
        elif isinstance(layer, nn.BatchNorm):
            found[f"{prefix}_batchNorm/gamma"] = pick(layer.gamma)
            found[f"{prefix}_batchNorm/beta"] = pick(layer.beta)
    return {name: array.copy() for name, array in found.items()}


def averages(model):
    mx.nd.waitall()
    return {
        f"{place(model, index)}_batchNorm/{name}": values.data().asnumpy()
        for index, layer in enumerate(model) if isinstance(layer, nn.BatchNorm)
        for name, values in (("movingMean", layer.running_mean), ("movingVariance", layer.running_var))
    }


def weights(model):
    return {**by_name(model, lambda parameter: parameter.data().asnumpy()), **averages(model)}


def gradients(model):
    return tensors(by_name(model, lambda parameter: parameter.grad().asnumpy()))


def trainable(model):
    return [parameter for parameter in model.collect_params().values() if parameter.grad_req != "null"]


def counts(model):
    return {
        "trainable": sum(int(np.prod(parameter.shape)) for parameter in trainable(model)),
        "nonTrainable": sum(array.size for array in averages(model).values()),
    }


def set_weights(model):
    for layer in model:
        if isinstance(layer, nn.BatchNorm):
            for parameter, limits in ((layer.gamma, (0.5, 1.5)), (layer.beta, (-0.05, 0.05)),
                                      (layer.running_mean, (-0.3, 0.3)), (layer.running_var, (0.2, 1.0))):
                parameter.set_data(uniform(*limits, parameter.shape))
        elif isinstance(layer, (nn.Conv2D, nn.Conv2DTranspose)):
            shape = layer.weight.shape
            inputs = shape[0] if isinstance(layer, nn.Conv2DTranspose) else shape[1]
            layer.weight.set_data(kernel_values(shape, inputs * int(np.prod(shape[2:]))))


class Optimizer:
    """Gluon's trainer with Adam, as after some training."""

    def __init__(self, model):
        self.model = model
        settings = {"learning_rate": 2e-4, "beta1": 0.5, "begin_num_update": ITERATIONS}
        self.trainer = gluon.Trainer(model.collect_params(), "adam", settings)
        self.trainer._init_kvstore()
        self.updater = self.trainer._updaters[0]
        self.index = {parameter.name: index for index, parameter in enumerate(self.trainer._params)}
        for parameter in trainable(model):
            m, v = slot_values(parameter.shape)
            self.updater.states[self.index[parameter.name]] = (mx.nd.array(m), mx.nd.array(v))
            self.updater.states_synced[self.index[parameter.name]] = True

    def slots(self):
        def slot(which):
            return lambda parameter: self.updater.states[self.index[parameter.name]][which].asnumpy()

        return {
            "iterations": self.trainer._optimizer.num_update,
            "m": tensors(by_name(self.model, slot(0))),
            "v": tensors(by_name(self.model, slot(1))),
        }


def pictures(images):
    array = images.asnumpy()
    return tensor(channels_last(array) if array.shape[1] > 1 else array.reshape(len(array), 1))


def in_training(model, x):
    """A pass in training mode, and back again, which moves the averages; the averages as they then are; all undone."""
    held = {name: parameter.data().copy() for name, parameter in model.collect_params().items()}
    with autograd.record():
        y = model(x)
    y.backward()
    result = pictures(y), tensors(averages(model))
    for name, parameter in model.collect_params().items():
        parameter.set_data(held[name])
    return result


full = {player: {n: n for n in given} for player, given in WIDTHS.items()}
generator, discriminator = networks(IMAGE, LATENT_SIZE, WIDTHS)
for model in (generator, discriminator):
    set_weights(model)
golden = {
    "image": image_fields(IMAGE),
    "latentSize": LATENT_SIZE,
    "batch": BATCH,
    "widths": WIDTHS,
    "float32Betas": True,
    "counts": [
        {"image": image_fields((64, 64, channels)),
         **dict(zip(("generator", "discriminator"), map(counts, networks((64, 64, channels), 100, full))))}
        for channels in (1, 3)
    ],
    "before": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
}
g_optimizer, d_optimizer = Optimizer(generator), Optimizer(discriminator)
golden["optimizersBefore"] = {"generator": g_optimizer.slots(), "discriminator": d_optimizer.slots()}
real_images, noise = pixels(-1, 1, (BATCH, *IMAGE)), normal(BATCH, LATENT_SIZE)
x, z = mx.nd.array(channels_first(real_images)), mx.nd.array(noise.reshape(BATCH, LATENT_SIZE, 1, 1))
trained = {"generator": in_training(generator, z), "discriminator": in_training(discriminator, x)}
golden["forward"] = {
    "latents": tensor(noise),
    "real": tensor(real_images),
    "masks": [],
    "inference": {"generator": pictures(generator(z)), "discriminator": tensor(1 / (1 + np.exp(-discriminator(x).asnumpy().reshape(-1, 1))))},
    "training": {player: picture for player, (picture, _) in trained.items()},
    "averages": {player: moved for player, (_, moved) in trained.items()},
}
said = np.array(golden["forward"]["training"]["discriminator"]["data"])
golden["forward"]["training"]["discriminator"] = tensor((1 / (1 + np.exp(-said))).reshape(-1, 1))

loss = gluon.loss.SigmoidBinaryCrossEntropyLoss()
real_label, fake_label = mx.nd.ones((BATCH,)), mx.nd.zeros((BATCH,))
for parameter in trainable(discriminator):
    parameter.grad_req = "add"
    parameter.zero_grad()
with autograd.record():
    real_loss = loss(discriminator(x).reshape((-1, 1)), real_label)
real_loss.backward()
with autograd.record():
    fake_loss = loss(discriminator(generator(z)).reshape((-1, 1)), fake_label)
fake_loss.backward()
# Gluon divides by the batch in the update; gradients are of the mean here.
d_gradients = {name: tensor(np.array(given["data"]).reshape(given["shape"]) / BATCH) for name, given in gradients(discriminator).items()}
d_optimizer.trainer.step(BATCH)
with autograd.record():
    g_loss = loss(discriminator(generator(z)).reshape((-1, 1)), real_label)
g_loss.backward()
g_gradients = {name: tensor(np.array(given["data"]).reshape(given["shape"]) / BATCH) for name, given in gradients(generator).items()}
g_optimizer.trainer.step(BATCH)

golden["steps"] = [{
    "real": tensor(real_images),
    "latents": {"discriminator": tensor(noise)},
    "masks": [],
    "losses": {
        "dLossReal": float(real_loss.mean().asscalar()), "dLossFake": float(fake_loss.mean().asscalar()),
        "dLoss": float((real_loss + fake_loss).mean().asscalar()), "gLoss": float(g_loss.mean().asscalar()),
    },
    "gradients": {"discriminator": [d_gradients], "generator": [g_gradients]},
    "after": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
    "optimizers": {"generator": g_optimizer.slots(), "discriminator": d_optimizer.slots()},
}]
write("dcgan-64", golden, {"mxnet": mx.__version__})
