"""A recipe's training step in Keras as one tf.function; with the argument `xla` compiled by XLA."""

import sys

import keras
import tensorflow as tf

from keras_networks import move, network, optimizer, uniform
from lines import take_part

cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
naming = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def judgement(kind, scores, target):
    """D's loss on scores of real (target 1) or fake images (0)."""
    if kind == "cross-entropy":
        return cross_entropy(tf.fill(tf.shape(scores), target), scores)
    if kind == "least-squares":
        return tf.reduce_mean(tf.square(scores - target)) * 0.5
    sign = 1 - 2 * target
    if kind == "wasserstein":
        return tf.reduce_mean(scores * sign)
    return tf.reduce_mean(tf.nn.relu(1 + scores * sign))


def deceit(kind, goal, scores):
    """G's loss on what D says of its images."""
    if kind == "cross-entropy":
        if goal == "minimax":
            return -tf.reduce_mean(tf.nn.softplus(scores))
        return cross_entropy(tf.ones_like(scores), scores)
    if kind == "least-squares":
        return tf.reduce_mean(tf.square(scores - 1)) * 0.5
    return -tf.reduce_mean(scores)


def make(subject):
    tf.random.set_seed(1)
    image, batch, latent = subject["image"], subject["batch"], subject["latentSize"]
    pixels = (image["height"], image["width"], image["channels"])
    classes, kind, clip, ema = subject["classes"], subject["loss"], subject["clip"], subject["ema"]
    generator = network(subject["generator"], (latent,), classes)
    discriminator = network(subject["discriminator"], pixels, classes)
    moves_d = optimizer(discriminator, subject["optimizer"]["discriminator"])
    moves_g = optimizer(generator, subject["optimizer"]["generator"])
    batches = tf.random.uniform((16, batch, *pixels), -1.0 if subject["signed"] else 0.0, 1.0)
    names = tf.random.uniform((16, batch), 0, max(classes, 1), tf.int32)
    shown = batch // 2 if subject["share"] == "half" else batch
    half = 0.5 if subject["lossJoin"] == "mean" else 1.0
    penalty, weight = subject["penalty"]["kind"], subject["penalty"]["weight"]
    average = [tf.Variable(weights) for weights in generator.trainable_variables] if ema else []

    def latents(count):
        return uniform((count, latent)) if subject["prior"] == "uniform" else tf.random.normal((count, latent))

    def asked(count):
        return tf.random.uniform((count,), 0, classes, tf.int32) if classes else None

    def shown_to(model, values, labels, training):
        return model([values, labels] if classes else values, training=training)

    def judged(seen, labels):
        said = shown_to(discriminator, seen, labels, True)
        return (said[:, :1], said[:, 1:]) if subject["auxiliary"] else (tf.reshape(said, (-1, 1)), None)

    def named_too(loss, named, labels):
        return loss if named is None else loss + subject["classWeight"] * naming(labels, named)

    def loss_d_of(seen, labels, target):
        scores, named = judged(seen, labels)
        return named_too(judgement(kind, scores, target), named, labels)

    def smoothness(real, fakes, labels):
        share = tf.random.uniform((shown, 1, 1, 1))
        if penalty == "wgan-gp":
            points = real + share * (fakes - real)
        elif penalty == "dragan":
            points = real + share * 0.5 * tf.math.reduce_std(real) * tf.random.uniform(tf.shape(real))
        else:
            points = real
        with tf.GradientTape() as tape:
            tape.watch(points)
            scores = judged(points, labels)[0]
        squared = tf.reduce_sum(tf.square(tape.gradient(scores, points)), [1, 2, 3])
        if penalty == "r1":
            return weight / 2 * tf.reduce_mean(squared)
        return weight * tf.reduce_mean(tf.square(tf.sqrt(squared + 1e-12) - 1))

    def move_d(real, labels, fakes, wanted):
        if subject["updates"] == "separate":
            with tf.GradientTape() as tape:
                loss_real = loss_d_of(real, labels, 1.0)
            move(moves_d, discriminator, tape, loss_real)
            with tf.GradientTape() as tape:
                loss_fake = loss_d_of(fakes, wanted, 0.0)
            move(moves_d, discriminator, tape, loss_fake)
            return (loss_real + loss_fake) * half
        with tf.GradientTape() as tape:
            loss = (loss_d_of(real, labels, 1.0) + loss_d_of(fakes, wanted, 0.0)) * half
            if penalty != "none":
                loss += smoothness(real, fakes, labels)
        move(moves_d, discriminator, tape, loss)
        if clip:
            for weights in discriminator.trainable_variables:
                weights.assign(tf.clip_by_value(weights, -clip, clip))
        return loss

    def move_both(real, labels):
        wanted = asked(shown)
        with tf.GradientTape() as tape_d, tf.GradientTape() as tape_g:
            scores, named = judged(shown_to(generator, latents(shown), wanted, True), wanted)
            loss_d = (loss_d_of(real, labels, 1.0) + judgement(kind, scores, 0.0)) * half
            loss_g = named_too(deceit(kind, subject["goal"], scores), named, wanted)
        gradients_d = tape_d.gradient(loss_d, discriminator.trainable_variables)
        gradients_g = tape_g.gradient(loss_g, generator.trainable_variables)
        moves_d.apply_gradients(zip(gradients_d, discriminator.trainable_variables))
        moves_g.apply_gradients(zip(gradients_g, generator.trainable_variables))
        return loss_d, loss_g

    def alternating(number):
        # Where G learns on the latents D saw, it makes its images once for both.
        with tf.GradientTape() as tape:
            for part in range(subject["stepsD"]):
                wanted = asked(shown)
                # Gathered: of a slice, XLA would compile each place anew.
                place = (number + part) % 16
                real, labels = tf.gather(batches, place)[:shown], tf.gather(names, place)[:shown]
                fakes = shown_to(generator, latents(shown), wanted, subject["fakes"] == "training")
                with tape.stop_recording():
                    loss_d = move_d(real, labels, tf.stop_gradient(fakes), wanted)
            if subject["latents"] == "fresh":
                tape.reset()
                wanted = asked(batch)
                fakes = shown_to(generator, latents(batch), wanted, True)
            scores, named = judged(fakes, wanted)
            loss_g = named_too(deceit(kind, subject["goal"], scores), named, wanted)
        move(moves_g, generator, tape, loss_g)
        return loss_d, loss_g

    @tf.function(jit_compile="xla" in sys.argv)
    def trained(number):
        if subject["order"] == "simultaneous":
            losses = move_both(tf.gather(batches, number)[:shown], tf.gather(names, number)[:shown])
        else:
            losses = alternating(number)
        for kept, weights in zip(average, generator.trainable_variables):
            kept.assign(kept * ema + weights * (1 - ema))
        return losses

    made = 0

    def step():
        nonlocal made
        number = tf.constant(made % 16)
        made += 1
        return tuple(float(loss) for loss in trained(number))

    return step


if __name__ == "__main__":
    take_part("cpu", f"Keras {keras.__version__}, TensorFlow {tf.__version__}", make)
