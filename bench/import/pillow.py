"""Decodes and resizes a folder's pictures with Pillow in two worker processes; prints seconds and images.

pillow.py FOLDER SIZE MODE: a JPEG is drafted to the size, as far as Pillow reads it smaller, then cut in the middle and
resized by Lanczos, as an import by Forger does.
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
    path, size, mode = job
    with Image.open(path) as image:
        image.draft(mode, (size, size))
        made = image.convert(mode) if image.mode != mode else image
        if made.size != (size, size):
            made = ImageOps.fit(made, (size, size), Image.Resampling.LANCZOS)
        return made.tobytes()


def main(folder, size, mode):
    jobs = [(str(path), int(size), mode) for path in sorted(Path(folder).iterdir())]
    started = time.monotonic()
    with multiprocessing.Pool(WORKERS) as pool:
        images = sum(1 for _ in pool.imap(pixels, jobs, chunksize=TOGETHER))
    print(json.dumps({"images": images, "seconds": time.monotonic() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
