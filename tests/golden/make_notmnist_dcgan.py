"""Writes notmnist-dcgan.json: a DCGAN for letters, Keras' way: D on real and fake together, then G through the frozen D."""

from golden import normal
from golden_keras import Pair, keras, layers, play_frozen
from make_wang_dcgan_28 import add_convolution, upsampling_generator

WIDTHS = {"generator": {256: 3, 128: 2, 64: 3, 32: 2}, "discriminator": {32: 2, 64: 3, 128: 2}}


def networks(image, latent_size, widths):
    leaky = lambda: layers.LeakyReLU(negative_slope=0.2)
    generator = upsampling_generator(image, latent_size, widths["generator"], leaky, "tanh")
    discriminator = keras.Sequential([keras.Input(image)])
    for filters in (32, 64, 128):
        add_convolution(discriminator, widths["discriminator"][filters], 2, 0.5)
    discriminator.add(layers.Flatten())
    discriminator.add(layers.Dense(1))
    discriminator.add(layers.Activation("sigmoid"))
    return generator, discriminator


play_frozen(
    "notmnist-dcgan", Pair(networks, WIDTHS, image=(12, 12, 1), batch=4),
    keras.optimizers.Adam(2e-4, 0.5), keras.optimizers.Adam(2e-4, 0.5),
    separate=False, steps=1, latents=normal,
)
