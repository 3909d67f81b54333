"""The pictures that the files show, and what Forger makes of a file: as Pillow and LittleCMS read it, upright."""

import io
import struct
import sys
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
from make_pictures import WIDE, WIDEST, profile  # noqa: E402

W, H = 24, 18
D50 = (0.9642, 1.0, 0.8249)
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
PROFILES = {
    "srgb": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    "p3": profile(b"RGB ", 2.2, P3),
    "adobe": profile(b"RGB ", 2.19921875, WIDE),
    "widest": profile(b"RGB ", 1.8, WIDEST),
}
GREY_PROFILES = {"grey18": profile(b"GRAY", 1.8), "grey22": profile(b"GRAY", 2.2), "grey1": profile(b"GRAY", 1.0)}


def colours(width=W, height=H):
    """Slopes of each channel, an edge and a corner: no symmetry, so that every turn is another picture."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            corner = 90 if x < width // 3 and y < height // 4 else 0
            image.putpixel((x, y), (x * 255 // (width - 1), y * 255 // (height - 1), min(255, (x + y) * 4 + corner)))
    return image


RGB = colours()
GREY = RGB.convert("L")
ALPHA = Image.new("L", (W, H))
ALPHA.putdata([min(255, (index % W) * 16) for index in range(W * H)])
RGBA = RGB.copy()
RGBA.putalpha(ALPHA)
LA = Image.merge("LA", (GREY, ALPHA))
PALETTE = RGB.quantize(16)
BITS = GREY.point(lambda value: 255 if value > 110 else 0).convert("1", dither=0)
CMYK = RGB.convert("CMYK")


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def managed(image, icc):
    if not icc:
        return image.convert("RGB")
    source, target = ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    if source.profile.xcolor_space.strip() not in {"RGB": ["RGB"], "L": ["GRAY"], "CMYK": ["CMYK"]}[image.mode]:
        return image.convert("RGB")
    return ImageCms.profileToProfile(image, source, target, renderingIntent=ImageCms.Intent.PERCEPTUAL, outputMode="RGB")


def expected(data):
    """The first frame, upright, in sRGB, over black."""
    image = Image.open(io.BytesIO(data))
    icc = image.info.get("icc_profile")
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):
        image = Image.frombytes("L", image.size, bytes(round(value / 257) for value in image.get_flattened_data()))
    transparent = image.has_transparency_data
    if image.mode in ("1", "LA"):
        alpha = image.getchannel("A") if image.mode == "LA" else None
        image = image.convert("L")
    elif transparent:
        alpha = image.convert("RGBA").getchannel("A")
        image = image.convert("RGBA").convert("RGB")
    else:
        alpha = None
        image = image.convert("RGB") if image.mode not in ("L", "RGB", "CMYK") else image
    rgb = managed(image, icc)
    if alpha is None:
        return rgb
    values = zip(rgb.get_flattened_data(), alpha.get_flattened_data())
    made = Image.new("RGB", rgb.size)
    made.putdata([tuple(round(value * over / 255) for value in pixel) for pixel, over in values])
    return made


def samples(image, bits):
    """Channels of each pixel, row by row, of so many bits."""
    pixels = list(image.get_flattened_data())
    scale = (1 << bits) - 1
    if image.mode == "P":
        return [(pixel,) for pixel in pixels]
    flat = [pixel if isinstance(pixel, tuple) else (pixel,) for pixel in pixels]
    return [tuple((value * scale + 127) // 255 for value in pixel) for pixel in flat]


def exif(orientation, order="<"):
    entry = struct.pack(order + "HHIHH", 274, 3, 1, orientation, 0)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return head + struct.pack(order + "H", 1) + entry + struct.pack(order + "I", 0)
