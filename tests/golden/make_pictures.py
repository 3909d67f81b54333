"""Writes pictures.json: small PNGs, and what LittleCMS and Pillow make of them.

`tones`: the same colours in 8 and in 16 bits, grey and in colour, with and without alpha, with and without a profile;
beside each its pixels in sRGB over black. `sizes`: pictures that one or both sides are enlarged of, and what
Image.resize and ImageOps.fit make of them by Lanczos.

Made with Pillow 13.0.0 (LittleCMS 2.19). Pillow writes no colour PNG of 16 bits, so all PNGs are written here.
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import PIL
from PIL import Image, ImageCms, ImageOps, features

WIDTH, HEIGHT = 16, 8
D50 = (0.9642, 1.0, 0.8249)
# Columns: red, green and blue of each profile, relative to D50.
WIDE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
WIDEST = ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491))


def fixed(*values):
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def profile(space, gamma, primaries=()):
    """An ICC profile of version 2: a gamma, and primaries where it is one of colours."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    tags = [
        (b"desc", b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + b"\0" * 79),
        (b"cprt", b"text\0\0\0\0" + b"none\0"),
        (b"wtpt", b"XYZ \0\0\0\0" + fixed(*D50)),
    ]
    if space == b"GRAY":
        tags.append((b"kTRC", curve))
    for name, primary in zip((b"r", b"g", b"b"), primaries):
        tags.append((name + b"XYZ", b"XYZ \0\0\0\0" + fixed(*primary)))
        tags.append((name + b"TRC", curve))
    table, data = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags:
        table += name + struct.pack(">II", start + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(data), b"none", 0x02100000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + fixed(*D50) + b"\0" * 48
    return header + struct.pack(">I", len(tags)) + table + data


PROFILES = {
    "none": None,
    "colour, gamma 2.2, wide": profile(b"RGB ", 2.2, WIDE),
    "colour, gamma 1.8, widest": profile(b"RGB ", 1.8, WIDEST),
    "grey, gamma 1.8": profile(b"GRAY", 1.8),
    "grey, gamma 3": profile(b"GRAY", 3),
}
# Letters of the channels, and PNG's number for them.
KINDS = {"L": 0, "LA": 4, "RGB": 2, "RGBA": 6}


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(kind, bits, pixels, size, icc=None):
    """`pixels`: a tuple of 0 to 255 for each; 16 bits say the same number twice, so that both mean the same tone."""
    width, height = size
    rows = b""
    for y in range(height):
        row = b"".join(bytes(pixel) for pixel in pixels[y * width : (y + 1) * width])
        rows += b"\0" + (row if bits == 8 else bytes(byte for value in row for byte in (value, value)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, KINDS[kind], 0, 0, 0))
        + (chunk(b"iCCP", b"test\0\0" + zlib.compress(icc)) if icc else b"")
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def tones(kind):
    """Corners of the cube of colours, what lies between, and greys; of alpha all from clear to opaque."""
    pixels = []
    for index in range(WIDTH * HEIGHT):
        level = round(index * 255 / (WIDTH * HEIGHT - 1))
        colour = [(index // 5**place % 5) * 255 // 4 for place in range(3)] if index < 125 else [level] * 3
        alpha = [255, 0, 128, 37, 200][index % 5]
        pixels.append(tuple((colour if "RGB" in kind else [level]) + ([alpha] if "A" in kind else [])))
    return pixels


def managed(kind, pixels, icc):
    """Red, green and blue in sRGB over black."""
    mode = "RGB" if "RGB" in kind else "L"
    image = Image.new(mode, (WIDTH, HEIGHT))
    image.putdata([pixel[:3] if mode == "RGB" else pixel[0] for pixel in pixels])
    if icc is None:
        image = image.convert("RGB")
    else:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        target = ImageCms.createProfile("sRGB")
        intent = ImageCms.Intent.PERCEPTUAL
        image = ImageCms.profileToProfile(image, source, target, renderingIntent=intent, outputMode="RGB")
    alphas = [pixel[-1] if "A" in kind else 255 for pixel in pixels]
    return [round(value * alpha / 255) for pixel, alpha in zip(image.get_flattened_data(), alphas) for value in pixel]


def text(data):
    return base64.b64encode(bytes(data)).decode()


def all_tones():
    for kind in KINDS:
        for name, icc in PROFILES.items():
            if name != "none" and name.startswith("grey") != (not kind.startswith("RGB")):
                continue
            pixels = tones(kind)
            files = {f"bits{bits}": text(png(kind, bits, pixels, (WIDTH, HEIGHT), icc)) for bits in (8, 16)}
            yield {"kind": kind, "profile": name, **files, "srgb": text(managed(kind, pixels, icc))}


def all_sizes():
    for (width, height), shape, fit in [
        ((3, 500), 64, "stretch"),
        ((500, 3), 64, "stretch"),
        ((64, 20), 64, "stretch"),
        ((20, 64), 64, "stretch"),
        ((150, 40), 64, "stretch"),
        ((20, 24), 28, "stretch"),
        ((21, 30), 64, "crop"),
        ((30, 21), 64, "crop"),
        ((9, 9), 28, "crop"),
        ((9, 9), (48, 28), "crop"),
        ((30, 21), (32, 64), "crop"),
        ((40, 20), (96, 64), "crop"),
        ((20, 24), (64, 28), "stretch"),
    ]:
        # Steps and slopes, and no symmetry; the longer a side, the longer its waves.
        across, down = max(1, width // 20), max(1, height // 20)
        pixels = [((x // across * 53 + y // down * 31 + x * 90 // width) % 256,) for y in range(height) for x in range(width)]
        image = Image.new("L", (width, height))
        image.putdata([pixel[0] for pixel in pixels])
        shape = (shape, shape) if isinstance(shape, int) else shape
        made = ImageOps.fit(image, shape, LANCZOS) if fit == "crop" else image.resize(shape, LANCZOS)
        file = text(png("L", 8, pixels, (width, height)))
        yield {"width": width, "height": height, "across": shape[0], "down": shape[1], "fit": fit, "png": file, "pixels": text(made.tobytes())}


LANCZOS = Image.Resampling.LANCZOS

if __name__ == "__main__":
    golden = {
        "versions": {"Pillow": PIL.__version__, "LittleCMS": features.version("littlecms2")},
        "tones": list(all_tones()),
        "sizes": list(all_sizes()),
    }
    Path(__file__).with_name("pictures.json").write_text(json.dumps(golden, indent=1) + "\n")
