"""Writes corpus.bin.gz and manifest.json: small files of every kind, and what Forger's decoder makes of each.

Of a file that is to be taken, its pixels in sRGB over black as Pillow and LittleCMS read them, upright; of another, a
part of the reason why it is refused. Made with Pillow 13.0.0 (LittleCMS 2.19); what Pillow cannot write is written by
the module of its format.
"""

import gzip
import json
from pathlib import Path

from avif import all_avif
from bmp import all_bmp
from files import FILES
from gif import all_gif
from jpeg import all_jpeg
from others import all_others
from png import all_png
from tiff import all_tiff
from webp import all_webp


def main():
    for make in (all_png, all_jpeg, all_webp, all_gif, all_bmp, all_tiff, all_avif, all_others):
        make()
    places, packed_bytes = {}, bytearray()

    def place(data):
        if data not in places:
            places[data] = [len(packed_bytes), len(data)]
            packed_bytes.extend(data)
        return places[data]

    lines = []
    for file in FILES:
        entry = {"name": file["name"], "file": place(file["data"])}
        if "refused" in file:
            entry["refused"] = file["refused"]
        else:
            pixels = file["pixels"]
            entry |= {"width": pixels.width, "height": pixels.height, "pixels": place(pixels.tobytes()), "within": file["within"]}
            entry["facts"] = file["facts"]
        lines.append(json.dumps(entry, separators=(",", ":")))
    folder = Path(__file__).parent
    (folder / "corpus.bin.gz").write_bytes(gzip.compress(bytes(packed_bytes), 9, mtime=0))
    (folder / "manifest.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(len(FILES), "files,", sum("refused" in file for file in FILES), "refused,", len(packed_bytes), "bytes")


main()
