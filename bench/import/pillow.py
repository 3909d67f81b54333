"""Decodes and resizes a folder's pictures with Pillow in two worker processes; prints seconds and images.

pillow.py FOLDER SIZE MODE draft|whole: a JPEG is drafted to the size, as far as Pillow reads it smaller, or read whole, as
Pillow does unasked and as an import by Forger must to get the same tones; then cut in the middle and resized by Lanczos.
"""

import json
import multiprocessing
import sys
import time
from pathlib import Path

from PIL import Image, ImageOps

WORKERS = 2
TOGETHER = 32


def pixels(job):
    path, size, mode, reading = job
    with Image.open(path) as image:
        if reading == "draft":
            image.draft(mode, (size, size))
        made = image.convert(mode) if image.mode != mode else image
        if made.size != (size, size):
            made = ImageOps.fit(made, (size, size), Image.Resampling.LANCZOS)
        return made.tobytes()


def main(folder, size, mode, reading):
    jobs = [(str(path), int(size), mode, reading) for path in sorted(Path(folder).iterdir())]
    started = time.monotonic()
    with multiprocessing.Pool(WORKERS) as pool:
        images = sum(1 for _ in pool.imap(pixels, jobs, chunksize=TOGETHER))
    print(json.dumps({"images": images, "seconds": time.monotonic() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
