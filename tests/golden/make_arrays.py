"""Golden files of arrays: what NumPy itself writes, with the pixels that it reads from them as [n, height, width, channels].

`python make_arrays.py` writes arrays.json.
"""

import base64
import io
import json
import pathlib

import numpy as np

rng = np.random.default_rng(18)


def pixels(*shape):
    return rng.integers(0, 256, shape, dtype=np.uint8)


def written(save):
    file = io.BytesIO()
    save(file)
    return base64.b64encode(file.getvalue()).decode()


def npy(array, version=None):
    return written(lambda file: np.lib.format.write_array(file, array, version=version))


def npz(compressed=True, **arrays):
    return written(lambda file: (np.savez_compressed if compressed else np.savez)(file, **arrays))


def images(array):
    """Channels last, as Forger stores them."""
    return {"shape": list(array.shape), "pixels": array.ravel().tolist()}


grey, colour = pixels(3, 4, 5), pixels(2, 4, 5, 3)
numbers = np.array([7, 3, 7])
grey_last = images(grey[..., None])
pair = {"x_test": pixels(2, 4, 5), "y_test": np.array([1, 1]), "x_train": grey, "y_train": numbers}

taken = {
    "grey": {"ending": "npy", "file": npy(grey), **grey_last},
    "version 2": {"ending": "npy", "file": npy(grey, (2, 0)), **grey_last},
    "version 3": {"ending": "npy", "file": npy(grey, (3, 0)), **grey_last},
    "one channel last": {"ending": "npy", "file": npy(grey[..., None]), **grey_last},
    "colour": {"ending": "npy", "file": npy(colour), **images(colour)},
    "colour, channels first": {
        "ending": "npy",
        "file": npy(np.ascontiguousarray(colour.transpose(0, 3, 1, 2))),
        **images(colour),
    },
    "a width of 3": {"ending": "npy", "file": npy(colour.reshape(2, 3, 20)), **images(colour.reshape(2, 3, 20)[..., None])},
    "savez": {"ending": "npz", "file": npz(False, images=grey, labels=numbers), **grey_last, "labels": numbers.tolist()},
    "savez_compressed": {
        "ending": "npz",
        "file": npz(images=grey, labels=numbers.astype(np.uint8)),
        **grey_last,
        "labels": numbers.tolist(),
    },
    "unnamed": {"ending": "npz", "file": npz(arr_0=grey, arr_1=numbers.astype(">i2")), **grey_last, "labels": numbers.tolist()},
    "train and test": {"ending": "npz", "file": npz(**pair), **grey_last, "labels": numbers.tolist()},
    "labels as a column": {
        "ending": "npz",
        "file": npz(train_images=grey, train_labels=numbers[:, None].astype(np.uint16)),
        **grey_last,
        "labels": numbers.tolist(),
    },
    "no labels": {"ending": "npz", "file": npz(faces=grey, mean=np.zeros(3), scale=np.zeros((4, 5))), **grey_last},
}
refused = {
    "floats": {"ending": "npy", "file": npy(grey / np.float32(255)), "why": "its values are <f4"},
    "Fortran order": {"ending": "npy", "file": npy(np.asfortranarray(grey)), "why": "it lies in Fortran order"},
    "records": {"ending": "npy", "file": npy(np.zeros(3, [("a", "u1"), ("b", "<i4")])), "why": "records of several numbers"},
    "flat rows": {"ending": "npy", "file": npy(grey.reshape(3, 20)), "why": "its shape is [3, 20]"},
    "four channels": {"ending": "npy", "file": npy(pixels(2, 4, 5, 4)), "why": "its shape is [2, 4, 5, 4]"},
    "sides too long": {"ending": "npy", "file": npy(pixels(2, 1, 1025)), "why": "1 to 1024 pixels a side"},
    "one image": {"ending": "npy", "file": npy(grey[:1]), "why": "holds only one image"},
    "none": {"ending": "npy", "file": npy(grey[:0]), "why": "holds no image"},
    "no images": {"ending": "npz", "file": npz(weights=np.zeros((2, 2))), "why": "none of its arrays holds images"},
    "objects": {
        "ending": "npz",
        "file": written(lambda file: np.savez(file, images=np.array([[[None]]], dtype=object))),
        "why": "its values are |O",
    },
}

path = pathlib.Path(__file__).parent / "arrays.json"
path.write_text(json.dumps({"taken": taken, "refused": refused}))
