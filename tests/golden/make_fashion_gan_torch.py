"""Writes fashion-gan-torch.json: the recipe fashion-gan-torch as PyTorch computes it.

The training step follows LearnOpenCV's gan_pytorch_fashion_mnist.py line by line: D on real and fake in
one update, fakes not detached, then G again on the same latents. See README.md for how to run this.
"""

import copy
import pathlib
import platform

import numpy as np
import torch
from torch import nn

from golden import (
    BATCH, DISCRIMINATOR_UNITS, GENERATOR_UNITS, IMAGE, ITERATIONS, LATENT_SIZE, STEPS,
    normal, slot_values, tensor, tensors, uniform, write,
)

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)


def networks(image, latent_size, units):
    pixels = int(np.prod(image))
    g, d = units["generator"], units["discriminator"]
    generator = nn.Sequential(
        nn.Linear(latent_size, g[128]), nn.LeakyReLU(0.2),
        nn.Linear(g[128], g[256]), nn.BatchNorm1d(g[256], 0.8), nn.LeakyReLU(0.2),
        nn.Linear(g[256], g[512]), nn.BatchNorm1d(g[512], 0.8), nn.LeakyReLU(0.2),
        nn.Linear(g[512], g[1024]), nn.BatchNorm1d(g[1024], 0.8), nn.LeakyReLU(0.2),
        nn.Linear(g[1024], pixels), nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Flatten(),
        nn.Linear(pixels, d[512]), nn.LeakyReLU(0.2),
        nn.Linear(d[512], d[256]), nn.LeakyReLU(0.2),
        nn.Linear(d[256], 1), nn.Sigmoid(),
    )
    return generator, discriminator


def by_name(model, pick):
    """Arrays of a model under Forger's names; dense kernels are [in, out] there, [out, in] here."""
    found = {}
    for index, layer in enumerate(model):
        if isinstance(layer, nn.Linear):
            found[f"{index}_dense/kernel"] = pick(layer.weight).T
            found[f"{index}_dense/bias"] = pick(layer.bias)
        elif isinstance(layer, nn.BatchNorm1d):
            found[f"{index}_batchNorm/gamma"] = pick(layer.weight)
            found[f"{index}_batchNorm/beta"] = pick(layer.bias)
    return {name: array.detach().numpy().copy() for name, array in found.items()}


def averages(model):
    found = {}
    for index, layer in enumerate(model):
        if isinstance(layer, nn.BatchNorm1d):
            found[f"{index}_batchNorm/movingMean"] = layer.running_mean.numpy().copy()
            found[f"{index}_batchNorm/movingVariance"] = layer.running_var.numpy().copy()
    return found


def weights(model):
    return {**by_name(model, lambda parameter: parameter), **averages(model)}


def gradients(model):
    return by_name(model, lambda parameter: parameter.grad)


def slots(model, optimizer):
    state = optimizer.state
    return {
        "iterations": int(next(iter(state.values()))["step"]),
        "m": tensors(by_name(model, lambda parameter: state[parameter]["exp_avg"])),
        "v": tensors(by_name(model, lambda parameter: state[parameter]["exp_avg_sq"])),
    }


def counts(model):
    trainable = sum(parameter.numel() for parameter in model.parameters())
    running = sum(array.size for array in averages(model).values())
    return {"trainable": trainable, "nonTrainable": running}


full = {"generator": {n: n for n in GENERATOR_UNITS}, "discriminator": {n: n for n in DISCRIMINATOR_UNITS}}
full_generator, full_discriminator = networks((28, 28, 1), 100, full)

generator, discriminator = networks(
    IMAGE, LATENT_SIZE, {"generator": GENERATOR_UNITS, "discriminator": DISCRIMINATOR_UNITS}
)
with torch.no_grad():
    for model in (generator, discriminator):
        for parameter in model.parameters():
            limit = 0.6 if parameter.dim() > 1 else 0.05
            parameter.copy_(torch.from_numpy(uniform(-limit, limit, tuple(parameter.shape))))
    for layer in generator:
        if isinstance(layer, nn.BatchNorm1d):
            layer.weight.copy_(torch.from_numpy(uniform(0.5, 1.5, tuple(layer.weight.shape))))
            layer.running_mean.copy_(torch.from_numpy(uniform(-0.3, 0.3, tuple(layer.running_mean.shape))))
            layer.running_var.copy_(torch.from_numpy(uniform(0.2, 1.0, tuple(layer.running_var.shape))))

reals = [uniform(-1, 1, (BATCH, *IMAGE)) for _ in range(STEPS)]
latents = [normal(BATCH, LATENT_SIZE) for _ in range(STEPS)]
golden = {
    "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
    "image": dict(zip(("height", "width", "channels"), IMAGE)),
    "latentSize": LATENT_SIZE,
    "batch": BATCH,
    "units": {"generator": GENERATOR_UNITS, "discriminator": DISCRIMINATOR_UNITS},
    "counts": {"generator": counts(full_generator), "discriminator": counts(full_discriminator)},
    "before": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
    "steps": [],
}


def warm(optimizer):
    for parameter in optimizer.param_groups[0]["params"]:
        m, v = slot_values(tuple(parameter.shape))
        optimizer.state[parameter] = {
            "step": torch.tensor(float(ITERATIONS)), "exp_avg": torch.from_numpy(m), "exp_avg_sq": torch.from_numpy(v),
        }

with torch.no_grad():
    z, x = torch.from_numpy(latents[0]), torch.from_numpy(reals[0])
    inference, training = copy.deepcopy(generator).eval(), copy.deepcopy(generator).train()
    golden["forward"] = {
        "generatorInference": tensor(inference(z)),
        "generatorTraining": tensor(training(z)),
        "averagesAfterTraining": tensors(averages(training)),
        "discriminator": tensor(discriminator(x)),
    }

loss = nn.BCELoss()
d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
warm(d_optimizer)
warm(g_optimizer)
golden["optimizersBefore"] = {
    "generator": slots(generator, g_optimizer), "discriminator": slots(discriminator, d_optimizer),
}
for real_images, noise in zip(reals, latents):
    x, z = torch.from_numpy(real_images), torch.from_numpy(noise)
    real_target, fake_target = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)

    d_optimizer.zero_grad()
    real_loss = loss(discriminator(x), real_target)
    fake_loss = loss(discriminator(generator(z)), fake_target)
    d_loss = real_loss + fake_loss
    d_loss.backward()
    d_gradients = gradients(discriminator)
    d_optimizer.step()

    g_optimizer.zero_grad()
    g_loss = loss(discriminator(generator(z)), real_target)
    g_loss.backward()
    g_gradients = gradients(generator)
    g_optimizer.step()

    golden["steps"].append({
        "real": tensor(real_images),
        "latents": {"discriminator": tensor(noise)},
        "losses": {
            "dLossReal": real_loss.item(), "dLossFake": fake_loss.item(),
            "dLoss": d_loss.item(), "gLoss": g_loss.item(),
        },
        "gradients": {"discriminator": [tensors(d_gradients)], "generator": [tensors(g_gradients)]},
        "after": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
        "optimizers": {
            "generator": slots(generator, g_optimizer),
            "discriminator": slots(discriminator, d_optimizer),
        },
    })

write(pathlib.Path(__file__).parent / "fashion-gan-torch.json", golden)
