"""Writes wang-dcgan-28.json: the DCGAN of the Keras slides for MNIST.

D is trained by train_on_batch on one batch of real and fake together, the fakes from generator.predict, then the
combined model on fresh latents. RMSprop with the time decay lr / (1 + decay * updates) of old Keras, which Keras 3
calls InverseTimeDecay; it begins after a million updates here, so that the decay counts. Images are 0 to 1.
"""

from golden import uniform
from golden_keras import GivenDropout, Pair, keras, layers, play_frozen

WIDTHS = {"generator": {256: 3, 128: 2, 64: 3, 32: 2}, "discriminator": {64: 2, 128: 3, 256: 2, 512: 3}}


def add_convolution(model, filters, strides, dropout):
    model.add(layers.Conv2D(filters, 5, strides=strides, padding="same"))
    model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(GivenDropout(dropout))


def upsampling_generator(image, latent_size, widths, activation, output):
    height, width, channels = image
    depth = widths[256]
    generator = keras.Sequential([keras.Input((latent_size,)), layers.Dense(height // 4 * (width // 4) * depth)])
    generator.add(layers.BatchNormalization(momentum=0.9))
    generator.add(activation())
    generator.add(layers.Reshape((height // 4, width // 4, depth)))
    generator.add(GivenDropout(0.4))
    for filters in (128, 64, 32):
        if filters > 32:
            generator.add(layers.UpSampling2D())
        generator.add(layers.Conv2DTranspose(widths[filters], 5, padding="same"))
        generator.add(layers.BatchNormalization(momentum=0.9))
        generator.add(activation())
    generator.add(layers.Conv2DTranspose(channels, 5, padding="same"))
    generator.add(layers.Activation(output))
    return generator


def networks(image, latent_size, widths):
    generator = upsampling_generator(image, latent_size, widths["generator"], lambda: layers.Activation("relu"), "sigmoid")
    discriminator = keras.Sequential([keras.Input(image)])
    for filters, strides in ((64, 2), (128, 2), (256, 2), (512, 1)):
        add_convolution(discriminator, widths["discriminator"][filters], strides, 0.4)
    discriminator.add(layers.Flatten())
    discriminator.add(layers.Dense(1))
    discriminator.add(layers.Activation("sigmoid"))
    return generator, discriminator


def rms_prop(rate, decay):
    return keras.optimizers.RMSprop(keras.optimizers.schedules.InverseTimeDecay(rate, decay_steps=1, decay_rate=decay))


if __name__ == "__main__":
    play_frozen(
        "wang-dcgan-28", Pair(networks, WIDTHS, image=(12, 12, 1), batch=4, low=0),
        rms_prop(2e-4, 6e-8), rms_prop(1e-4, 3e-8),
        separate=False, steps=1, iterations=1_000_000, latents=lambda *shape: uniform(-1, 1, shape),
    )
