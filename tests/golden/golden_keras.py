"""Presets whose originals are written in Keras on TensorFlow: their training steps, and everything read from them."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from golden import (
    ITERATIONS, image_fields, kernel_values, mask_record, mask_values, normal, pixels, slot_values, tensor, tensors,
    uniform, write,
)

VERSIONS = {"tensorflow": tf.__version__, "keras": keras.__version__}
TYPES = {"Dense": "dense", "Conv2D": "conv2d", "Conv2DTranspose": "conv2dTranspose", "BatchNormalization": "batchNorm"}
WEIGHTS = {"moving_mean": "movingMean", "moving_variance": "movingVariance"}


class GivenDropout(layers.Dropout):
    """Keras' dropout with a mask that is known: the same numbers, chosen by us."""

    mask = None

    def call(self, inputs, training=False):
        return inputs * self.mask / (1 - self.rate) if training else inputs


def check_dropout(rate=0.4):
    """GivenDropout is Keras' own Dropout for the mask that one drew."""
    x = normal(64, 8)
    drawn = np.asarray(layers.Dropout(rate)(x, training=True))
    given = GivenDropout(rate)
    given.mask = (drawn != 0).astype(np.float32)
    np.testing.assert_allclose(np.asarray(given(x, training=True)), drawn, rtol=1e-6)


def draw_masks(model, rows):
    """Gives each dropout layer of the model a mask for this many rows."""
    records = []
    for index, layer in enumerate(model.layers):
        if isinstance(layer, GivenDropout):
            layer.mask = mask_values((rows, *layer.output.shape[1:]), 1 - layer.rate)
            records.append(mask_record(index, layer.mask))
    return records


def names(model):
    """Forger's name of each variable: by the layer's place in the model and the variable's own name."""
    return {
        id(variable): f"{index}_{TYPES[type(layer).__name__]}/{WEIGHTS.get(variable.name, variable.name)}"
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
    kinds = {"m": getattr(optimizer, "_momentums", []), "v": optimizer._velocities}
    return {
        "iterations": int(optimizer.iterations),
        **{kind: tensors(named(model, arrays)) for kind, arrays in kinds.items() if len(arrays)},
    }


def warm(model, optimizer, iterations):
    """The optimiser as after some training."""
    optimizer.build(model.trainable_variables)
    optimizer.iterations.assign(iterations)
    momentums = getattr(optimizer, "_momentums", [])
    for place, v in enumerate(optimizer._velocities):
        m_values, v_values = slot_values(tuple(v.shape))
        v.assign(v_values)
        if len(momentums):
            momentums[place].assign(m_values)
    return slots(model, optimizer)


def set_weights(model):
    ranges = {"gamma": (0.5, 1.5), "moving_mean": (-0.3, 0.3), "moving_variance": (0.2, 1.0)}
    for layer in model.layers:
        for variable in layer.weights:
            shape = tuple(variable.shape)
            if variable.name == "kernel":
                inputs = shape[-1] if isinstance(layer, layers.Conv2DTranspose) else shape[-2]
                variable.assign(kernel_values(shape, int(np.prod(shape[:-2])) * inputs))
            else:
                variable.assign(uniform(*ranges.get(variable.name, (-0.05, 0.05)), shape))


def counts(model):
    return {
        "trainable": sum(int(np.prod(v.shape)) for v in model.trainable_weights),
        "nonTrainable": sum(int(np.prod(v.shape)) for v in model.non_trainable_weights),
    }


def without_trace(model, compute):
    """Computes something, then puts the model back: training mode moves the running averages."""
    held = [variable.numpy() for variable in model.weights]
    result = compute()
    for variable, array in zip(model.weights, held):
        variable.assign(array)
    return result


cross_entropy = keras.losses.BinaryCrossentropy()


def minimax_loss(target, prediction):
    """What G minimises in the zero-sum game: log(1 - D(G(z))), the negative of D's cross-entropy for a fake."""
    return -keras.losses.binary_crossentropy(tf.zeros_like(target), prediction)


class Pair:
    """The narrow networks of a preset, and the file about them."""

    def __init__(self, networks, widths, image, batch, full_image=(28, 28, 1), latent_size=6, low=-1):
        check_dropout()
        full = networks(full_image, 100, {player: {n: n for n in given} for player, given in widths.items()})
        self.generator, self.discriminator = networks(image, latent_size, widths)
        self.image, self.batch, self.latent_size, self.low = image, batch, latent_size, low
        for model in (self.generator, self.discriminator):
            set_weights(model)
        self.golden = {
            "image": image_fields(image),
            "latentSize": latent_size,
            "batch": batch,
            "widths": widths,
            "counts": [{"image": image_fields(full_image), **dict(zip(("generator", "discriminator"), map(counts, full)))}],
            "before": {"generator": tensors(weights(self.generator)), "discriminator": tensors(weights(self.discriminator))},
            "steps": [],
        }

    def real(self, rows):
        return pixels(self.low, 1, (rows, *self.image))

    def forward(self, latents, real):
        generator, discriminator = self.generator, self.discriminator
        masks = [
            {"player": player, **record}
            for player, model in (("generator", generator), ("discriminator", discriminator))
            for record in draw_masks(model, len(latents if player == "generator" else real))
        ]
        self.golden["forward"] = {
            "latents": tensor(latents),
            "real": tensor(real),
            "masks": masks,
            "inference": {
                "generator": tensor(generator(latents, training=False)),
                "discriminator": tensor(discriminator(real, training=False)),
            },
            "training": {
                "generator": without_trace(generator, lambda: tensor(generator(latents, training=True))),
                "discriminator": without_trace(discriminator, lambda: tensor(discriminator(real, training=True))),
            },
            "averages": without_trace(generator, lambda: (
                generator(latents, training=True), {"generator": tensors(averages(generator)), "discriminator": {}}
            )[1]),
        }

    def state(self, optimizers):
        return {
            "after": {"generator": tensors(weights(self.generator)), "discriminator": tensors(weights(self.discriminator))},
            "optimizers": {
                player: slots(model, optimizer)
                for (player, model), optimizer in zip(
                    (("generator", self.generator), ("discriminator", self.discriminator)), optimizers
                )
            },
        }


def gradients(model, variables_of, predict, target, loss=cross_entropy):
    """Gradients of a loss by a network's weights, leaving no trace in its averages."""

    def compute():
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(loss(target, predict()))
        return tensors(named(variables_of, tape.gradient(value, variables_of.trainable_variables)))

    return without_trace(model, compute)


def predict(model, x):
    return model.predict(x, verbose=0)


def train(model, x, y):
    """train_on_batch: loss and accuracy before the update."""
    model.reset_metrics()
    return [float(value) for value in model.train_on_batch(x, y)]


def play_frozen(preset, pair, d_optimizer, g_optimizer, *, separate, steps, latents, g_loss=None, iterations=ITERATIONS):
    """The step of Keras-GAN and its relatives: D by train_on_batch on generator.predict's fakes, then the combined model.

    They freeze D once, after compiling it; Keras 3 looks at `trainable` when it first trains, so D is frozen around the
    combined model's update instead. One optimiser per network.
    """
    generator, discriminator = pair.generator, pair.discriminator
    z = keras.Input((pair.latent_size,))
    combined = keras.Model(z, discriminator(generator(z)))
    discriminator.compile(d_optimizer, "binary_crossentropy", metrics=["accuracy"], run_eagerly=True)
    combined.compile(g_optimizer, g_loss or "binary_crossentropy", metrics=["accuracy"], run_eagerly=True)
    share = pair.batch // 2 if separate else pair.batch
    inputs = [
        {"real": pair.real(share), "d": latents(share, pair.latent_size), "g": latents(pair.batch, pair.latent_size)}
        for _ in range(steps)
    ]
    pair.golden["optimizersBefore"] = {
        "generator": warm(generator, combined.optimizer, iterations),
        "discriminator": warm(discriminator, discriminator.optimizer, iterations),
    }
    pair.forward(inputs[0]["d"], inputs[0]["real"])

    for given in inputs:
        real, masks, d_gradients, losses = given["real"], [], [], {}
        fake = predict(generator, given["d"])
        ones, zeros = np.ones((share, 1), np.float32), np.zeros((share, 1), np.float32)

        def update(x, y):
            masks.extend({"player": "discriminator", **record} for record in draw_masks(discriminator, len(x)))
            d_gradients.append(gradients(discriminator, discriminator, lambda: discriminator(x, training=True), y))
            return train(discriminator, x, y)

        discriminator.trainable = True
        if separate:
            real_loss, real_accuracy = update(real, ones)
            fake_loss, fake_accuracy = update(fake, zeros)
            losses = {
                "dLossReal": real_loss, "dLossFake": fake_loss, "dLoss": 0.5 * (real_loss + fake_loss),
                "dAccuracyReal": real_accuracy, "dAccuracyFake": fake_accuracy,
            }
        else:
            d_loss, _ = update(np.concatenate([real, fake]), np.concatenate([ones, zeros]))
            losses = {"dLoss": d_loss}
        d_slots = slots(discriminator, discriminator.optimizer)

        discriminator.trainable = False
        valid = np.ones((pair.batch, 1), np.float32)
        masks.extend({"player": "generator", **record} for record in draw_masks(generator, pair.batch))
        masks.extend({"player": "discriminator", **record} for record in draw_masks(discriminator, pair.batch))
        g_gradients = gradients(
            generator, generator, lambda: discriminator(generator(given["g"], training=True), training=True), valid,
            g_loss or cross_entropy,
        )
        losses["gLoss"] = train(combined, given["g"], valid)[0]
        discriminator.trainable = True
        state = pair.state((combined.optimizer, discriminator.optimizer))
        assert state["optimizers"]["discriminator"] == d_slots, "D's optimiser moved while G learned"
        pair.golden["steps"].append({
            "real": tensor(real),
            "latents": {"discriminator": tensor(given["d"]), "generator": tensor(given["g"])},
            "masks": masks,
            "losses": losses,
            "gradients": {"discriminator": d_gradients, "generator": [g_gradients]},
            **state,
        })
    write(preset, pair.golden, VERSIONS)
