"""Writes minimax.json: Keras-GAN's networks and step with the zero-sum loss for G, log(1 - D(G(z)))."""

from golden_keras import minimax_loss
from make_keras_gan import make

make("minimax", minimax_loss)
