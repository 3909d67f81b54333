"""Writes fashion-gan-tf.json: LearnOpenCV's Fashion GAN in TensorFlow.

One forward pass of both networks under two tapes; both gradients are taken before either network moves. The script
that came with the article gives D's Adam beta_2 for beta_1 too, by a slip; the article's numbers are used here.
"""

import numpy as np

from golden import ITERATIONS, normal, tensor, tensors, write
from golden_keras import VERSIONS, Pair, cross_entropy, keras, layers, named, tf, warm

WIDTHS = {"generator": {128: 5, 256: 7, 512: 8, 1024: 9}, "discriminator": {512: 8, 256: 6}}


def networks(image, latent_size, widths):
    generator = keras.Sequential([keras.Input((latent_size,)), layers.Dense(widths["generator"][128]), layers.LeakyReLU(negative_slope=0.2)])
    for units in (256, 512, 1024):
        generator.add(layers.Dense(widths["generator"][units]))
        generator.add(layers.BatchNormalization(momentum=0.1, epsilon=0.8))
        generator.add(layers.LeakyReLU(negative_slope=0.2))
    generator.add(layers.Dense(int(np.prod(image)), activation="tanh"))
    generator.add(layers.Reshape(image))
    discriminator = keras.Sequential([keras.Input(image), layers.Flatten()])
    for units in (512, 256):
        discriminator.add(layers.Dense(widths["discriminator"][units]))
        discriminator.add(layers.LeakyReLU(negative_slope=0.2))
    discriminator.add(layers.Dense(1, activation="sigmoid"))
    return generator, discriminator


pair = Pair(networks, WIDTHS, image=(4, 4, 1), batch=8)
generator, discriminator = pair.generator, pair.discriminator
g_optimizer, d_optimizer = keras.optimizers.Adam(2e-4, 0.5, 0.999), keras.optimizers.Adam(2e-4, 0.5, 0.999)
inputs = [(pair.real(8), normal(8, pair.latent_size)) for _ in range(2)]
pair.golden["optimizersBefore"] = {
    "generator": warm(generator, g_optimizer, ITERATIONS), "discriminator": warm(discriminator, d_optimizer, ITERATIONS),
}
pair.forward(inputs[0][1], inputs[0][0])
for real, noise in inputs:
    with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
        fake = generator(noise, training=True)
        said_of_real, said_of_fake = discriminator(real, training=True), discriminator(fake, training=True)
        real_loss = cross_entropy(tf.ones_like(said_of_real), said_of_real)
        fake_loss = cross_entropy(tf.zeros_like(said_of_fake), said_of_fake)
        g_loss = cross_entropy(tf.ones_like(said_of_fake), said_of_fake)
        d_loss = real_loss + fake_loss
    g_gradients = g_tape.gradient(g_loss, generator.trainable_variables)
    d_gradients = d_tape.gradient(d_loss, discriminator.trainable_variables)
    g_optimizer.apply_gradients(zip(g_gradients, generator.trainable_variables))
    d_optimizer.apply_gradients(zip(d_gradients, discriminator.trainable_variables))
    pair.golden["steps"].append({
        "real": tensor(real),
        "latents": {"discriminator": tensor(noise)},
        "masks": [],
        "losses": {name: float(value) for name, value in
                   {"dLossReal": real_loss, "dLossFake": fake_loss, "dLoss": d_loss, "gLoss": g_loss}.items()},
        "gradients": {
            "discriminator": [tensors(named(discriminator, d_gradients))],
            "generator": [tensors(named(generator, g_gradients))],
        },
        **pair.state((g_optimizer, d_optimizer)),
    })
write("fashion-gan-tf", pair.golden, VERSIONS)
