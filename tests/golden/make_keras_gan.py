"""Writes keras-gan.json: the recipe keras-gan as Keras on TensorFlow computes it.

The training step follows Keras-GAN's gan.py: the fakes come from generator.predict, D is trained on half a
batch of real and then on half a batch of fake by train_on_batch, then the combined model on fresh latents.
gan.py freezes D once, after compiling it; Keras 3 looks at `trainable` when it first trains, so D is frozen
around the combined model's update instead. One Adam per network. See README.md for how to run this.
"""

import os
import pathlib
import platform

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from golden import (
    BATCH, DISCRIMINATOR_UNITS, GENERATOR_UNITS, IMAGE, ITERATIONS, LATENT_SIZE, STEPS,
    normal, slot_values, tensor, tensors, uniform, write,
)

HALF = BATCH // 2


def networks(image, latent_size, units):
    pixels = int(np.prod(image))
    hidden = []
    for width in (256, 512, 1024):
        hidden += [
            layers.Dense(units["generator"][width]),
            layers.LeakyReLU(negative_slope=0.2),
            layers.BatchNormalization(momentum=0.8),
        ]
    generator = keras.Sequential(
        [keras.Input((latent_size,)), *hidden, layers.Dense(pixels, activation="tanh"), layers.Reshape(image)]
    )
    d = units["discriminator"]
    discriminator = keras.Sequential([
        keras.Input(image),
        layers.Flatten(),
        layers.Dense(d[512]), layers.LeakyReLU(negative_slope=0.2),
        layers.Dense(d[256]), layers.LeakyReLU(negative_slope=0.2),
        layers.Dense(1, activation="sigmoid"),
    ])
    return generator, discriminator


NAMES = {"kernel": "dense/kernel", "bias": "dense/bias", "gamma": "batchNorm/gamma", "beta": "batchNorm/beta",
         "moving_mean": "batchNorm/movingMean", "moving_variance": "batchNorm/movingVariance"}


def names(model):
    """Forger's name of each variable: by the layer's place in the model and the variable's own name."""
    return {
        id(variable): f"{index}_{NAMES[variable.name]}"
        for index, layer in enumerate(model.layers) for variable in layer.weights
    }


def weights(model):
    known = names(model)
    return {known[id(variable)]: variable.numpy() for variable in model.weights}


def averages(model):
    return {name: array for name, array in weights(model).items() if "/moving" in name}


def named(model, arrays):
    known = names(model)
    return {known[id(variable)]: np.asarray(array) for variable, array in zip(model.trainable_variables, arrays)}


def slots(model, optimizer):
    return {
        "iterations": int(optimizer.iterations),
        "m": tensors(named(model, optimizer._momentums)),
        "v": tensors(named(model, optimizer._velocities)),
    }


def counts(model):
    return {
        "trainable": sum(int(np.prod(v.shape)) for v in model.trainable_weights),
        "nonTrainable": sum(int(np.prod(v.shape)) for v in model.non_trainable_weights),
    }


cross_entropy = keras.losses.BinaryCrossentropy()


def gradients(model, predict, target):
    with tf.GradientTape() as tape:
        value = cross_entropy(target, predict())
    return tensors(named(model, tape.gradient(value, model.trainable_variables)))


full = {"generator": {n: n for n in GENERATOR_UNITS}, "discriminator": {n: n for n in DISCRIMINATOR_UNITS}}
full_generator, full_discriminator = networks((28, 28, 1), 100, full)
full_counts = {"generator": counts(full_generator), "discriminator": counts(full_discriminator)}

generator, discriminator = networks(
    IMAGE, LATENT_SIZE, {"generator": GENERATOR_UNITS, "discriminator": DISCRIMINATOR_UNITS}
)
RANGES = {"kernel": (-0.6, 0.6), "gamma": (0.5, 1.5), "moving_mean": (-0.3, 0.3), "moving_variance": (0.2, 1.0)}
for model in (generator, discriminator):
    for variable in model.weights:
        low, high = RANGES.get(variable.name, (-0.05, 0.05))
        variable.assign(uniform(low, high, tuple(variable.shape)))

z = keras.Input((LATENT_SIZE,))
combined = keras.Model(z, discriminator(generator(z)))
discriminator.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(2e-4, 0.5), metrics=["accuracy"], run_eagerly=True)
combined.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(2e-4, 0.5), run_eagerly=True)



def warm(model, optimizer):
    optimizer.build(model.trainable_variables)
    optimizer.iterations.assign(ITERATIONS)
    for m, v in zip(optimizer._momentums, optimizer._velocities):
        m_values, v_values = slot_values(tuple(m.shape))
        m.assign(m_values)
        v.assign(v_values)
    return slots(model, optimizer)


slots_before = {
    "generator": warm(generator, combined.optimizer),
    "discriminator": warm(discriminator, discriminator.optimizer),
}
inputs = [
    {"real": uniform(-1, 1, (HALF, *IMAGE)), "d": normal(HALF, LATENT_SIZE), "g": normal(BATCH, LATENT_SIZE)}
    for _ in range(STEPS)
]
golden = {
    "versions": {
        "python": platform.python_version(), "tensorflow": tf.__version__,
        "keras": keras.__version__, "numpy": np.__version__,
    },
    "image": dict(zip(("height", "width", "channels"), IMAGE)),
    "latentSize": LATENT_SIZE,
    "batch": BATCH,
    "units": {"generator": GENERATOR_UNITS, "discriminator": DISCRIMINATOR_UNITS},
    "counts": full_counts,
    "before": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
    "optimizersBefore": slots_before,
    "steps": [],
}


def without_trace(model, compute):
    """Computes something, then puts the model back: training mode moves the running averages."""
    held = [variable.numpy() for variable in model.weights]
    result = compute()
    for variable, array in zip(model.weights, held):
        variable.assign(array)
    return result


first = inputs[0]
golden["forward"] = {
    "generatorInference": tensor(generator(first["d"], training=False)),
    **without_trace(generator, lambda: {
        "generatorTraining": tensor(generator(first["d"], training=True)),
        "averagesAfterTraining": tensors(averages(generator)),
    }),
    "discriminator": tensor(discriminator(first["real"], training=False)),
}


def train(model, *batch):
    model.reset_metrics()
    result = model.train_on_batch(*batch)
    return [float(value) for value in result] if isinstance(result, (list, tuple)) else float(result)


for given in inputs:
    real, z_d, z_g = given["real"], given["d"], given["g"]
    ones, zeros = np.ones((HALF, 1), np.float32), np.zeros((HALF, 1), np.float32)
    fake = generator.predict(z_d, verbose=0)

    discriminator.trainable = True
    real_gradients = gradients(discriminator, lambda: discriminator(real, training=True), ones)
    real_loss = train(discriminator, real, ones)
    fake_gradients = gradients(discriminator, lambda: discriminator(fake, training=True), zeros)
    fake_loss = train(discriminator, fake, zeros)
    d_slots = slots(discriminator, discriminator.optimizer)

    discriminator.trainable = False
    valid = np.ones((BATCH, 1), np.float32)
    g_gradients = without_trace(
        generator, lambda: gradients(generator, lambda: discriminator(generator(z_g, training=True), training=True), valid)
    )
    g_loss = train(combined, z_g, valid)
    g_loss = g_loss[0] if isinstance(g_loss, list) else g_loss

    golden["steps"].append({
        "real": tensor(real),
        "latents": {"discriminator": tensor(z_d), "generator": tensor(z_g)},
        "losses": {
            "dLossReal": real_loss[0], "dLossFake": fake_loss[0],
            "dLoss": 0.5 * (real_loss[0] + fake_loss[0]), "gLoss": g_loss,
            "dAccuracyReal": real_loss[1], "dAccuracyFake": fake_loss[1],
        },
        "gradients": {"discriminator": [real_gradients, fake_gradients], "generator": [g_gradients]},
        "after": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
        "optimizers": {"generator": slots(generator, combined.optimizer), "discriminator": d_slots},
    })

write(pathlib.Path(__file__).parent / "keras-gan.json", golden)
