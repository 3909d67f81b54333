"""Lists of layers as Keras models, images in front, labels beside them where there are any."""

import keras
import tensorflow as tf
from keras import layers as keras_layers


def network(layers, shape, classes):
    values = given = keras.Input(shape)
    labels = keras.Input((), dtype="int32") if classes else None
    for layer in layers:
        kind = layer["type"]
        wrapped = keras_layers.SpectralNormalization if layer.get("spectralNorm") else lambda made: made
        if kind == "dense":
            made = wrapped(keras_layers.Dense(layer["units"], use_bias=layer["useBias"]))
        elif kind == "conv2d":
            made = wrapped(
                keras_layers.Conv2D(
                    layer["filters"],
                    layer["kernelSize"],
                    strides=layer["stride"],
                    padding=layer["padding"],
                    use_bias=layer["useBias"],
                )
            )
        elif kind == "conv2dTranspose":
            made = keras_layers.Conv2DTranspose(
                layer["filters"],
                layer["kernelSize"],
                strides=layer["stride"],
                padding="same",
                use_bias=layer["useBias"],
            )
        elif kind == "upsample2d":
            made = keras_layers.UpSampling2D(layer["factor"])
        elif kind == "batchNorm":
            made = keras_layers.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"])
        elif kind == "leakyRelu":
            made = keras_layers.LeakyReLU(negative_slope=layer["slope"])
        elif kind == "dropout":
            made = keras_layers.Dropout(layer["rate"])
        elif kind in ("relu", "tanh", "sigmoid"):
            made = keras_layers.Activation(kind)
        elif kind == "flatten":
            made = keras_layers.Flatten()
        elif kind == "reshape":
            made = keras_layers.Reshape(layer["shape"])
        elif kind == "labelEmbedding":
            values = with_label(layer, values, labels)
            continue
        else:
            raise ValueError(f"no peer of the layer {kind}")
        values = made(values)
    return keras.Model([given, labels] if classes else given, values)


def with_label(layer, values, labels):
    """A learned row for the label: times the input, after it, or as one more channel."""
    join = layer["join"]
    if join == "multiply":
        return keras_layers.Multiply()([values, keras_layers.Embedding(layer["classes"], values.shape[-1])(labels)])
    if join == "append":
        return keras_layers.Concatenate()([values, keras_layers.Embedding(layer["classes"], layer["size"])(labels)])
    height, width = values.shape[1:3]
    plane = keras_layers.Embedding(layer["classes"], height * width)(labels)
    return keras_layers.Concatenate()([values, keras_layers.Reshape((height, width, 1))(plane)])


def optimizer(model, settings):
    if settings["kind"] == "rmsprop":
        moves = keras.optimizers.RMSprop(settings["learningRate"], rho=settings["rho"])
    else:
        moves = keras.optimizers.Adam(settings["learningRate"], settings["beta1"], settings["beta2"])
    moves.build(model.trainable_variables)
    return moves


def move(moves, model, tape, loss):
    moves.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


def uniform(shape):
    return tf.random.uniform(shape, -1.0, 1.0)
