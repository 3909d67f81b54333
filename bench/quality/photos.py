"""Pieces of photographs, 64 x 64 in colour, from what Python packages carry: the photo-like set of `npm run bench:quality`.

python photos.py photos-400.csv trained.npy judges.npy

The list says of each piece who sees it (trained, judges), the photograph, and its square there in pixels; it is scaled by Pillow (Lanczos).
The photographs come with scikit-image (astronaut, chelsea, coffee, hubble, ihc, motorcycle, retina, rocket) and scikit-learn (china, flower),
under their own licences (skimage/data/README.txt, sklearn/datasets/images/README.txt); none is copied into the project.

python photos.py --list prints the list: photographs are cut into tiles of 128, black and white as on a chessboard. Pieces of white tiles are
trained on, pieces of black ones judge, so that no pixel is in both.
"""

import csv
import os
import sys

SIDE = 64
TILE = 128
LEAST = 64
TRAINED, JUDGES = 400, 1000
SKIMAGE = {
    "astronaut": "astronaut.png",
    "chelsea": "chelsea.png",
    "coffee": "coffee.png",
    "hubble": "hubble_deep_field.jpg",
    "ihc": "ihc.png",
    "motorcycle": "motorcycle_left.png",
    "retina": "retina.jpg",
    "rocket": "rocket.jpg",
}
SKLEARN = {"china": "china.jpg", "flower": "flower.jpg"}


def photographs():
    """Each by its name, as Pillow opens it."""
    from PIL import Image

    try:
        import skimage
        import sklearn.datasets
    except ImportError as error:
        sys.exit(f"{error.name} is missing: pip install scikit-image scikit-learn, into the Python that FORGER_BENCH_PYTHON names.")
    folders = (
        (SKIMAGE, os.path.join(os.path.dirname(skimage.__file__), "data")),
        (SKLEARN, os.path.join(os.path.dirname(sklearn.datasets.__file__), "images")),
    )
    return {
        name: Image.open(os.path.join(folder, file)).convert("RGB")
        for files, folder in folders
        for name, file in sorted(files.items())
    }


def chosen(photos):
    """(part, photo, left, top, side) of each piece; the same on every machine."""
    state = 17

    def draw(count):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) * count >> 31

    for part, count, colour in (("trained", TRAINED, 0), ("judges", JUDGES, 1)):
        for at in range(count):
            name = sorted(photos)[at % len(photos)]
            width, height = photos[name].size
            tiles = [
                (across, down)
                for down in range(height // TILE)
                for across in range(width // TILE)
                if (across + down) % 2 == colour
            ]
            across, down = tiles[draw(len(tiles))]
            side = LEAST + draw(TILE - LEAST + 1)
            yield part, name, across * TILE + draw(TILE - side + 1), down * TILE + draw(TILE - side + 1), side


def main():
    photos = photographs()
    if sys.argv[1:] == ["--list"]:
        print("part,photo,left,top,side")
        for piece in chosen(photos):
            print(*piece, sep=",")
        return
    import numpy as np
    from PIL import Image

    listed, *outs = sys.argv[1:4]
    with open(listed, newline="") as file:
        pieces = list(csv.DictReader(file))
    for part, out in zip(("trained", "judges"), outs):
        squares = [
            photos[piece["photo"]].resize(
                (SIDE, SIDE),
                Image.Resampling.LANCZOS,
                (left, top, left + side, top + side),
            )
            for piece in pieces
            if piece["part"] == part
            for left, top, side in [(int(piece["left"]), int(piece["top"]), int(piece["side"]))]
        ]
        np.save(out, np.stack([np.asarray(square) for square in squares]))


main()
