"""Writes keras-gan.json: the recipe keras-gan as Keras on TensorFlow computes it.

The training step follows Keras-GAN's gan.py: the fakes come from generator.predict, D is trained on half a batch of
real and then on half a batch of fake by train_on_batch, then the combined model on fresh latents.
"""

import numpy as np

from golden import normal
from golden_keras import Pair, keras, layers, play_frozen

WIDTHS = {"generator": {256: 7, 512: 8, 1024: 9}, "discriminator": {512: 8, 256: 6}}


def networks(image, latent_size, widths):
    generator = keras.Sequential([keras.Input((latent_size,))])
    for units in (256, 512, 1024):
        generator.add(layers.Dense(widths["generator"][units]))
        generator.add(layers.LeakyReLU(negative_slope=0.2))
        generator.add(layers.BatchNormalization(momentum=0.8))
    generator.add(layers.Dense(int(np.prod(image)), activation="tanh"))
    generator.add(layers.Reshape(image))
    discriminator = keras.Sequential([keras.Input(image), layers.Flatten()])
    for units in (512, 256):
        discriminator.add(layers.Dense(widths["discriminator"][units]))
        discriminator.add(layers.LeakyReLU(negative_slope=0.2))
    discriminator.add(layers.Dense(1, activation="sigmoid"))
    return generator, discriminator


def make(preset, g_loss=None):
    play_frozen(
        preset, Pair(networks, WIDTHS, image=(4, 4, 1), batch=8),
        keras.optimizers.Adam(2e-4, 0.5), keras.optimizers.Adam(2e-4, 0.5),
        separate=True, steps=2, latents=normal, g_loss=g_loss,
    )


if __name__ == "__main__":
    make("keras-gan")
