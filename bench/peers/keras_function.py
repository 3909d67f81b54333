"""A recipe's training step in Keras as one tf.function; with the argument `xla` compiled by XLA."""

import sys

import keras
import tensorflow as tf
from keras import layers as keras_layers

from lines import take_part


def network(layers, shape):
    stack = [keras.Input(shape)]
    for layer in layers:
        kind = layer["type"]
        if kind == "dense":
            stack.append(keras_layers.Dense(layer["units"], use_bias=layer["useBias"]))
        elif kind == "conv2d":
            stack.append(
                keras_layers.Conv2D(
                    layer["filters"],
                    layer["kernelSize"],
                    strides=layer["stride"],
                    padding=layer["padding"],
                    use_bias=layer["useBias"],
                )
            )
        elif kind == "conv2dTranspose":
            stack.append(
                keras_layers.Conv2DTranspose(
                    layer["filters"],
                    layer["kernelSize"],
                    strides=layer["stride"],
                    padding="same",
                    use_bias=layer["useBias"],
                )
            )
        elif kind == "upsample2d":
            stack.append(keras_layers.UpSampling2D(layer["factor"]))
        elif kind == "batchNorm":
            stack.append(keras_layers.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"]))
        elif kind == "leakyRelu":
            stack.append(keras_layers.LeakyReLU(negative_slope=layer["slope"]))
        elif kind == "dropout":
            stack.append(keras_layers.Dropout(layer["rate"]))
        elif kind in ("relu", "tanh", "sigmoid"):
            stack.append(keras_layers.Activation(kind))
        elif kind == "flatten":
            stack.append(keras_layers.Flatten())
        elif kind == "reshape":
            stack.append(keras_layers.Reshape(layer["shape"]))
        else:
            raise ValueError(f"no peer of the layer {kind}")
    return keras.Sequential(stack)


def optimizer(model, settings):
    if settings["kind"] == "rmsprop":
        moves = keras.optimizers.RMSprop(settings["learningRate"], rho=settings["rho"])
    else:
        moves = keras.optimizers.Adam(settings["learningRate"], settings["beta1"], settings["beta2"])
    moves.build(model.trainable_variables)
    return moves


def make(subject):
    tf.random.set_seed(1)
    image, batch, latent = subject["image"], subject["batch"], subject["latentSize"]
    pixels = (image["height"], image["width"], image["channels"])
    generator = network(subject["generator"], (latent,))
    discriminator = network(subject["discriminator"], pixels)
    moves_d = optimizer(discriminator, subject["optimizer"]["discriminator"])
    moves_g = optimizer(generator, subject["optimizer"]["generator"])
    batches = tf.random.uniform((16, batch, *pixels), -1.0 if subject["signed"] else 0.0, 1.0)
    shown = batch // 2 if subject["share"] == "half" else batch
    half = 0.5 if subject["lossJoin"] == "mean" else 1.0
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def latents(count):
        if subject["prior"] == "uniform":
            return tf.random.uniform((count, latent), -1.0, 1.0)
        return tf.random.normal((count, latent))

    def judged(seen, target):
        verdicts = tf.reshape(discriminator(seen, training=True), (-1, 1))
        return cross_entropy(tf.fill(tf.shape(verdicts), target), verdicts)

    def move(moves, model, tape, loss):
        moves.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))

    def move_d(real, fakes):
        if subject["updates"] == "separate":
            with tf.GradientTape() as tape:
                loss_real = judged(real, 1.0)
            move(moves_d, discriminator, tape, loss_real)
            with tf.GradientTape() as tape:
                loss_fake = judged(fakes, 0.0)
            move(moves_d, discriminator, tape, loss_fake)
            return (loss_real + loss_fake) * half
        with tf.GradientTape() as tape:
            loss = (judged(real, 1.0) + judged(fakes, 0.0)) * half
        move(moves_d, discriminator, tape, loss)
        return loss

    @tf.function(jit_compile="xla" in sys.argv)
    def trained(number):
        # Gathered: of a slice, XLA would compile each place anew.
        real = tf.gather(batches, number)[:shown]
        # Where G learns on the latents D saw, it makes its images once for both.
        with tf.GradientTape() as tape:
            fakes = generator(latents(shown), training=subject["fakes"] == "training")
            with tape.stop_recording():
                loss_d = move_d(real, tf.stop_gradient(fakes))
            seen = fakes if subject["latents"] == "same" else generator(latents(batch), training=True)
            loss_g = judged(seen, 1.0)
        move(moves_g, generator, tape, loss_g)
        return loss_d, loss_g

    made = 0

    def step():
        nonlocal made
        number = tf.constant(made % 16)
        made += 1
        return tuple(float(loss) for loss in trained(number))

    return step


if __name__ == "__main__":
    take_part("cpu", f"Keras {keras.__version__}, TensorFlow {tf.__version__}", make)
