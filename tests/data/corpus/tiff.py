"""TIFF by Pillow, and those that Pillow does not write."""

import struct

from PIL import Image, ImageOps, TiffImagePlugin

from files import refuse, take
from pictures import (
    BITS,
    CMYK,
    GREY,
    GREY_PROFILES,
    H,
    LA,
    PALETTE,
    PROFILES,
    RGB,
    RGBA,
    W,
    samples,
    saved,
)


def all_tiff():
    for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"):
        for image in (BITS, GREY, PALETTE, RGB, RGBA, LA):
            name = f"tiff/{image.mode.lower()}-{(compression or 'raw').replace('tiff_', '')}"
            take(name, saved(image, "TIFF", compression=compression))
    for compression in ("group3", "group4"):
        take(f"tiff/bits-{compression}", saved(BITS, "TIFF", compression=compression))
    take("tiff/jpeg-grey", saved(GREY, "TIFF", compression="jpeg", quality=90))
    take("tiff/jpeg-rgb", saved(RGB, "TIFF", compression="jpeg", quality=90))
    take("tiff/cmyk", saved(CMYK, "TIFF"))
    take("tiff/cmyk-lzw", saved(CMYK, "TIFF", compression="tiff_lzw"))
    deep = Image.frombytes("I;16", (W, H), b"".join(struct.pack("<H", value * 257) for value in GREY.get_flattened_data()))
    take("tiff/grey16", saved(deep, "TIFF"), pixels=GREY.convert("RGB"), deep=True)
    take("tiff/grey16-lzw", saved(deep, "TIFF", compression="tiff_lzw"), pixels=GREY.convert("RGB"), deep=True)
    take("tiff/big", saved(RGB, "TIFF", big_tiff=True))
    for turn in range(1, 9):
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[274] = turn
        take(f"tiff/orientation{turn}", saved(RGB, "TIFF", tiffinfo=tags), turned=turn != 1)
    for name, icc in PROFILES.items():
        take(f"tiff/{name}", saved(RGB, "TIFF", icc_profile=icc))
    for name, icc in GREY_PROFILES.items():
        take(f"tiff/{name}", saved(GREY, "TIFF", icc_profile=icc))
    pages = saved(RGB, "TIFF", save_all=True, append_images=[ImageOps.invert(RGB), GREY])
    take("tiff/pages", pages, frames=3)
    for image in (GREY, RGB):
        for planar in (1, 2) if image is RGB else (1,):
            for order in "<>":
                for bits in (8, 16):
                    name = f"tiff/own-{image.mode.lower()}{bits}{'-planes' if planar == 2 else ''}{'' if order == '<' else '-motorola'}"
                    pixels = image.convert("RGB")
                    take(name, tiff(image, bits, order, planar), pixels=pixels, deep=bits == 16)
    take("tiff/tiles", tiff(RGB, tiles=16), pixels=RGB)
    take("tiff/tiles-grey", tiff(GREY, tiles=16), pixels=GREY.convert("RGB"))
    take("tiff/white-is-zero", tiff(GREY, white=True), pixels=ImageOps.invert(GREY).convert("RGB"))
    take("tiff/strips", tiff(RGB, strip=5), pixels=RGB)
    plain = saved(RGB, "TIFF", compression="tiff_lzw")
    raw = tiff(RGB)
    for share in (10, 50, 90):
        refuse(f"tiff/cut-at-{share}", plain[: len(plain) * share // 100], "")
        refuse(f"tiff/raw-cut-at-{share}", raw[: len(raw) * share // 100], "cut off")
    refuse("tiff/huge", tiff(RGB, claims=(60000, 60000)), "too large")
    refuse("tiff/no-directory", b"II*\0\xff\xff\xff\x7f" + b"\0" * 20, "")


def tiff(image, bits=8, order="<", planar=1, tiles=0, strip=0, white=False, claims=None):
    """An uncompressed TIFF whose directory comes first."""
    width, height = image.size
    values = samples(image, bits)
    count = len(values[0])
    pack = (lambda row: bytes(row)) if bits == 8 else (lambda row: b"".join(struct.pack(order + "H", value) for value in row))
    planes = [range(count)] if planar == 1 else [[index] for index in range(count)]
    blank = (0,) * count
    parts = []
    for plane in planes:
        cell = lambda x, y: [(values[y * width + x] if x < width and y < height else blank)[channel] for channel in plane]  # noqa: E731
        side = tiles or width
        down = tiles or strip or height
        for top in range(0, height, down):
            for left in range(0, width, side):
                bottom = top + down if tiles else min(height, top + down)
                flat = [value for y in range(top, bottom) for x in range(left, left + side) for value in cell(x, y)]
                parts.append(pack(flat))
    wide, high = claims or (width, height)
    entries = [(256, 4, [wide]), (257, 4, [high]), (258, 3, [bits] * count), (259, 3, [1])]
    entries += [(262, 3, [2 if count == 3 else 0 if white else 1]), (277, 3, [count]), (284, 3, [planar])]
    places = [(324, 325)] if tiles else [(273, 279)]
    entries += [(322, 3, [tiles]), (323, 3, [tiles])] if tiles else [(278, 4, [strip or height])]
    entries += [(places[0][0], 4, [0] * len(parts)), (places[0][1], 4, [len(part) for part in parts])]
    entries.sort()
    size = {3: ("H", 2), 4: ("I", 4)}
    start = 8 + 2 + 12 * len(entries) + 4
    extra = sum(size[kind][1] * len(found) for _, kind, found in entries if size[kind][1] * len(found) > 4)
    at = start + extra
    offsets = []
    for part in parts:
        offsets.append(at)
        at += len(part)
    body, rest = b"", b""
    for tag, kind, found in entries:
        found = offsets if tag == places[0][0] else found
        data = struct.pack(order + size[kind][0] * len(found), *found)
        if len(data) > 4:
            rest, data = rest + data, struct.pack(order + "I", start + len(rest))
        body += struct.pack(order + "HHI", tag, kind, len(found)) + data.ljust(4, b"\0")
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    return head + struct.pack(order + "H", len(entries)) + body + b"\0" * 4 + rest + b"".join(parts)
