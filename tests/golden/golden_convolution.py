"""Arrays of convolutional networks that keep channels first, in Forger's order: channels last."""

import numpy as np


def convolution(weight):
    """[out, in, y, x] to [y, x, in, out]"""
    return np.transpose(weight, (2, 3, 1, 0))


def transposed_convolution(weight):
    """[in, out, y, x] to [y, x, out, in]"""
    return np.transpose(weight, (2, 3, 1, 0))


def channels_last(images):
    """[n, channel, y, x] to [n, y, x, channel]"""
    return np.transpose(images, (0, 2, 3, 1))


def channels_first(images):
    return np.ascontiguousarray(np.transpose(images, (0, 3, 1, 2)))


def from_features(array, axis, shape):
    """An axis that counts the values of an image [channel, y, x], counting [y, x, channel] instead."""
    channels, height, width = shape
    moved = np.moveaxis(array, axis, -1)
    images = moved.reshape(*moved.shape[:-1], channels, height, width)
    last = np.moveaxis(images, -3, -1).reshape(moved.shape)
    return np.moveaxis(last, -1, axis)
