"""Writes corpus.bin.gz and manifest.json: small files of every kind, and what Forger's decoder makes of each.

Of a file that is to be taken, its pixels in sRGB over black as Pillow and LittleCMS read them, upright; of another, a
part of the reason why it is refused. Made with Pillow 13.0.0 (LittleCMS 2.19); what Pillow cannot write is written here.
"""

import gzip
import io
import json
import struct
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, PngImagePlugin, TiffImagePlugin

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
from make_pictures import WIDE, WIDEST, chunk, profile  # noqa: E402

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
SIGNATURE = b"\x89PNG\r\n\x1a\n"
FILES = []


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


def take(name, data, within=2, pixels=None, **facts):
    FILES.append({"name": name, "data": data, "pixels": pixels or expected(data), "within": within, "facts": facts})


def refuse(name, data, reason):
    FILES.append({"name": name, "data": data, "refused": reason})


# PNG, every kind of it.
def samples(image, bits):
    """Channels of each pixel, row by row, of so many bits."""
    pixels = list(image.get_flattened_data())
    scale = (1 << bits) - 1
    if image.mode == "P":
        return [(pixel,) for pixel in pixels]
    flat = [pixel if isinstance(pixel, tuple) else (pixel,) for pixel in pixels]
    return [tuple((value * scale + 127) // 255 for value in pixel) for pixel in flat]


def packed(values, bits):
    if bits == 16:
        return b"".join(struct.pack(">H", value) for value in values)
    if bits == 8:
        return bytes(values)
    text = "".join(format(value, f"0{bits}b") for value in values)
    return bytes(int(text[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(text), 8))


def filtered(row, before, kind, step):
    def paeth(a, b, c):
        distances = [(abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c)]
        return min(distances)[2]

    made = bytearray([kind])
    for at, value in enumerate(row):
        a = row[at - step] if at >= step else 0
        b = before[at] if before else 0
        c = before[at - step] if before and at >= step else 0
        made.append((value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256)
    return bytes(made)


PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
KINDS = {"L": 0, "RGB": 2, "P": 3, "LA": 4, "RGBA": 6}


def png(image, bits=8, interlaced=False, kind=0, before=(), behind=(), cut=None):
    width, height = image.size
    values = samples(image, bits)
    step = max(1, len(values[0]) * bits // 8)
    rows = b""
    for left, top, across, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        last = None
        for y in range(top, height, down):
            flat = [value for x in range(left, width, across) for value in values[y * width + x]]
            if not flat:
                continue
            row = packed(flat, bits)
            rows += filtered(row, last, kind if kind < 5 else y % 5, step)
            last = row
    stream = zlib.compress(rows, 9)
    cut = cut or len(stream)
    header = struct.pack(">IIBBBBB", width, height, bits, KINDS[image.mode], 0, 0, int(interlaced))
    body = SIGNATURE + chunk(b"IHDR", header) + b"".join(before)
    if image.mode == "P":
        body += chunk(b"PLTE", bytes(image.getpalette()[: 3 * min(1 << bits, 16)]))
    body += b"".join(behind)
    for at in range(0, len(stream), cut):
        body += chunk(b"IDAT", stream[at : at + cut])
    return body + chunk(b"IEND", b"")


def iccp(icc):
    return chunk(b"iCCP", b"test\0\0" + zlib.compress(icc))


def exif(orientation, order="<"):
    entry = struct.pack(order + "HHIHH", 274, 3, 1, orientation, 0)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return head + struct.pack(order + "H", 1) + entry + struct.pack(order + "I", 0)


def all_png():
    few = RGB.quantize(2), RGB.quantize(4), PALETTE, PALETTE
    for interlaced in (False, True):
        lace = "-interlaced" if interlaced else ""
        for bits in (1, 2, 4, 8, 16):
            pixels = None
            if bits == 16:
                pixels = GREY.convert("RGB")
            take(f"png/grey{bits}{lace}", png(GREY, bits, interlaced), pixels=pixels, deep=bits == 16)
        for image, bits in zip(few, (1, 2, 4, 8)):
            take(f"png/palette{bits}{lace}", png(image, bits, interlaced))
        for image in (RGB, LA, RGBA):
            for bits in (8, 16):
                # Pillow reads colours of 16 bits as 8; the same picture in 8 bits says the same.
                pixels = expected(png(image, 8))
                name = f"png/{image.mode.lower()}{bits}{lace}"
                take(name, png(image, bits, interlaced), pixels=pixels, deep=bits == 16, transparent="A" in image.mode)
    for kind in range(6):
        for image in (GREY, RGB, RGBA):
            take(f"png/filter{kind}-{image.mode.lower()}", png(image, kind=kind))
    for cut in (1, 7, 64):
        take(f"png/chunks-of-{cut}", png(RGB, cut=cut))
    for name, icc in PROFILES.items():
        for image in (RGB, RGBA, PALETTE):
            take(f"png/{name}-{image.mode.lower()}", png(image, before=[iccp(icc)]))
        take(f"png/{name}-rgb16", png(RGB, 16, before=[iccp(icc)]), pixels=expected(png(RGB, before=[iccp(icc)])), deep=True)
    for name, icc in GREY_PROFILES.items():
        for image in (GREY, LA):
            take(f"png/{name}-{image.mode.lower()}", png(image, before=[iccp(icc)]))
    for gamma in (45455, 100000, 55556, 22727, 1, 0):
        for image in (RGB, GREY, PALETTE):
            take(f"png/gamma{gamma}-{image.mode.lower()}", png(image, before=[chunk(b"gAMA", struct.pack(">I", gamma))]))
    chromaticities = struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
    take("png/chromaticities", png(RGB, before=[chunk(b"gAMA", struct.pack(">I", 45455)), chunk(b"cHRM", chromaticities)]))
    take("png/srgb-chunk", png(RGB, before=[chunk(b"sRGB", b"\0")]))
    take("png/significant-bits", png(RGB, before=[chunk(b"sBIT", b"\5\6\5")]))
    take("png/text", png(RGB, before=[chunk(b"tEXt", b"Title\0none"), chunk(b"pHYs", struct.pack(">IIB", 3000, 1000, 1))]))
    take("png/background", png(RGBA, before=[chunk(b"bKGD", struct.pack(">3H", 255, 0, 0))]), transparent=True)
    take("png/broken-profile", png(RGB, before=[iccp(b"no profile" * 20)]), pixels=RGB)
    take("png/unknown-chunk", png(RGB, before=[chunk(b"foRg", b"anything")]))
    clear = chunk(b"tRNS", struct.pack(">H", GREY.getpixel((3, 3))))
    take("png/clear-grey", png(GREY, behind=[clear]))
    take("png/clear-rgb", png(RGB, behind=[chunk(b"tRNS", struct.pack(">3H", *RGB.getpixel((3, 3))))]))
    for bits in (4, 8):
        steps = bytes(range(0, 256, 16))
        take(f"png/clear-palette{bits}", png(PALETTE, bits, behind=[chunk(b"tRNS", steps)]), transparent=True)
    for turn in range(1, 9):
        data = saved(RGB, "PNG", exif=exif(turn))
        take(f"png/orientation{turn}", data, turned=turn != 1)
    still = saved(RGB, "PNG", save_all=True, append_images=[ImageOps.invert(RGB)], duration=100)
    take("png/animated", still, pixels=RGB)
    take("png/tail", png(RGB) + b"and more" * 9)
    take("png/one-pixel", png(RGB.crop((5, 5, 6, 6))))
    take("png/thread", png(RGB.crop((0, 0, W, 1))))
    plain = png(RGB)
    for share in (10, 30, 50, 70, 90):
        refuse(f"png/cut-at-{share}", plain[: len(plain) * share // 100], "cut off")
        laced = png(RGBA, interlaced=True)
        refuse(f"png/interlaced-cut-at-{share}", laced[: len(laced) * share // 100], "cut off")
    damaged = bytearray(plain)
    damaged[len(plain) // 2] ^= 0x55
    refuse("png/damaged", bytes(damaged), "damaged")
    for width, height in ((60000, 60000), (2**31 - 1, 2**31 - 1), (105_000_001, 1)):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        refuse(f"png/huge-{width}-{height}", SIGNATURE + header + plain[33:], "")
    bomb = zlib.compress(b"\0" * 60_000_000, 9)
    take("png/profile-bomb", png(RGB, before=[chunk(b"iCCP", b"test\0\0" + bomb)]), pixels=RGB)
    take("png/text-bomb", png(RGB, before=[chunk(b"zTXt", b"Title\0\0" + bomb)]), pixels=RGB)
    no_size = chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 5, 8, 2, 0, 0, 0))
    refuse("png/no-width", SIGNATURE + no_size + plain[33:], "")


def all_jpeg():
    large = colours(48, 40)
    grey = large.convert("L")
    for quality in (30, 75, 95):
        for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
            for progressive in (False, True):
                options = {"quality": quality, "subsampling": subsampling, "progressive": progressive}
                name = f"jpeg/{quality}-{subsampling.replace(':', '')}{'-progressive' if progressive else ''}"
                take(name, saved(large, "JPEG", **options))
        take(f"jpeg/grey{quality}", saved(grey, "JPEG", quality=quality))
        take(f"jpeg/grey{quality}-progressive", saved(grey, "JPEG", quality=quality, progressive=True))
        take(f"jpeg/cmyk{quality}", saved(large.convert("CMYK"), "JPEG", quality=quality))
    take("jpeg/cmyk-progressive", saved(large.convert("CMYK"), "JPEG", progressive=True))
    take("jpeg/kept-rgb", saved(large, "JPEG", keep_rgb=True, quality=90))
    take("jpeg/optimized", saved(large, "JPEG", optimize=True))
    take("jpeg/restarts", saved(large, "JPEG", restart_marker_blocks=1))
    take("jpeg/restarts-of-rows", saved(large, "JPEG", restart_marker_rows=1))
    take("jpeg/comment", saved(large, "JPEG", comment=b"nothing to say"))
    take("jpeg/resolution", saved(large, "JPEG", dpi=(72, 300)))
    for order in "<>":
        for turn in range(1, 9):
            data = saved(large, "JPEG", exif=b"Exif\0\0" + exif(turn, order))
            take(f"jpeg/orientation{turn}{'' if order == '<' else '-motorola'}", data, turned=turn != 1)
    take("jpeg/orientation0", saved(large, "JPEG", exif=b"Exif\0\0" + exif(0)), turned=False)
    take("jpeg/orientation9", saved(large, "JPEG", exif=b"Exif\0\0" + exif(9)), turned=False)
    take("jpeg/broken-exif", saved(large, "JPEG", exif=b"Exif\0\0II*\0\xff\xff"), pixels=expected(saved(large, "JPEG")))
    for name, icc in PROFILES.items():
        take(f"jpeg/{name}", saved(large, "JPEG", icc_profile=icc, quality=95, subsampling=0))
        data = saved(large, "JPEG", icc_profile=icc, progressive=True, exif=b"Exif\0\0" + exif(6))
        take(f"jpeg/{name}-turned", data, turned=True)
    for name, icc in GREY_PROFILES.items():
        take(f"jpeg/{name}", saved(grey, "JPEG", icc_profile=icc, quality=95))
    take("jpeg/tail", saved(large, "JPEG") + b"\0" * 100)
    for progressive in (False, True):
        plain = saved(large, "JPEG", quality=90, progressive=progressive)
        for share in (10, 50, 90, 99):
            name = f"jpeg/{'progressive-' if progressive else ''}cut-at-{share}"
            refuse(name, plain[: len(plain) * share // 100], "cut off")
    huge = bytearray(saved(large, "JPEG"))
    at = huge.index(b"\xff\xc0")
    huge[at + 5 : at + 9] = b"\xff\xdc\xff\xdc"
    refuse("jpeg/huge", bytes(huge), "too large")
    refuse("jpeg/head-alone", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "cut off")


def all_webp():
    for quality in (40, 90):
        take(f"webp/lossy{quality}", saved(RGB, "WEBP", quality=quality), within=4)
        take(f"webp/lossy-alpha{quality}", saved(RGBA, "WEBP", quality=quality), within=4, transparent=True)
    take("webp/lossless", saved(RGB, "WEBP", lossless=True))
    take("webp/lossless-alpha", saved(RGBA, "WEBP", lossless=True, exact=True), transparent=True)
    take("webp/grey", saved(GREY, "WEBP", lossless=True))
    for turn in range(1, 9):
        take(f"webp/orientation{turn}", saved(RGB, "WEBP", lossless=True, exif=exif(turn)), turned=turn != 1)
    for name, icc in PROFILES.items():
        take(f"webp/{name}", saved(RGB, "WEBP", lossless=True, icc_profile=icc))
    frames = [ImageOps.invert(RGB), RGB.rotate(180)]
    take("webp/animated", saved(RGB, "WEBP", lossless=True, save_all=True, append_images=frames), frames=3)
    plain = saved(RGB, "WEBP", lossless=True)
    for share in (20, 50, 90):
        refuse(f"webp/cut-at-{share}", plain[: len(plain) * share // 100], "cut off")
    damaged = plain[:20] + b"\xff" * (len(plain) - 20)
    refuse("webp/damaged", damaged, "damaged")


def all_gif():
    for count in (2, 4, 16, 64):
        image = RGB.quantize(count)
        take(f"gif/colours{count}", saved(image, "GIF"))
        take(f"gif/colours{count}-interlaced", saved(image, "GIF", interlace=1))
    take("gif/grey", saved(GREY, "GIF"))
    take("gif/bits", saved(BITS, "GIF"))
    take("gif/clear", saved(PALETTE, "GIF", transparency=3), transparent=True)
    frames = [RGB.rotate(180).quantize(8), ImageOps.invert(RGB).quantize(8)]
    for disposal in range(4):
        data = saved(PALETTE, "GIF", save_all=True, append_images=frames, disposal=disposal, duration=50)
        take(f"gif/animated-disposal{disposal}", data, frames=3)
    take("gif/comment", saved(PALETTE, "GIF", comment=b"nothing"))
    plain = saved(PALETTE, "GIF")
    take("gif/tail", plain + b"\0" * 10)
    for share in (10, 60, 90):
        refuse(f"gif/cut-at-{share}", plain[: len(plain) * share // 100], "")


def all_bmp():
    for image in (BITS, GREY, PALETTE, RGB):
        take(f"bmp/{image.mode.lower()}", saved(image, "BMP"))
    take("bmp/rgba", saved(RGBA, "BMP"))
    take("bmp/dib-resolution", saved(RGB, "BMP", dpi=(300, 300)))
    for bits in (4, 8):
        for literal in (False, True):
            data = runs(PALETTE, bits, literal)
            take(f"bmp/runs{bits}{'-literal' if literal else ''}", data)
            refuse(f"bmp/runs{bits}{'-literal' if literal else ''}-cut", data[:-40], "cut off")
    plain = saved(RGB, "BMP")
    rows = b"".join(plain[54 + y * W * 3 : 54 + (y + 1) * W * 3] for y in range(H - 1, -1, -1))
    take("bmp/top-down", plain[:22] + struct.pack("<i", -H) + plain[26:54] + rows)
    for share in (10, 50, 90):
        refuse(f"bmp/cut-at-{share}", plain[: len(plain) * share // 100], "cut off")
    refuse("bmp/huge", plain[:18] + struct.pack("<ii", 60000, 60000) + plain[26:], "too large")
    refuse("bmp/odd-bits", plain[:28] + b"\x07\0" + plain[30:], "damaged")


def runs(image, bits, literal):
    """A BMP in runs: pairs of a number of pixels and a colour, or pixels that stand for themselves."""
    width, height = image.size
    pixels = list(image.get_flattened_data())
    body = b""
    for y in range(height - 1, -1, -1):
        row = pixels[y * width : (y + 1) * width]
        if literal:
            packed_row = bytes(row) if bits == 8 else bytes(row[x] << 4 | row[x + 1] for x in range(0, width, 2))
            body += bytes([0, width]) + packed_row + b"\0" * (len(packed_row) % 2)
        else:
            at = 0
            while at < width:
                end = at + 1
                while end < width and row[end] == row[at]:
                    end += 1
                body += bytes([end - at, row[at] if bits == 8 else row[at] * 17])
                at = end
        body += b"\0\0" if y else b"\0\1"
    palette = image.getpalette()
    table = b"".join(bytes([palette[3 * index + 2], palette[3 * index + 1], palette[3 * index], 0]) for index in range(16))
    start = 54 + len(table)
    head = b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start)
    head += struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 1 if bits == 8 else 2, len(body), 0, 0, 16, 0)
    return head + table + body


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


def all_avif():
    # Without edges: decoders fill in halved colours in different ways.
    large = Image.new("RGB", (48, 40))
    large.putdata([(60 + index % 48 * 3, 50 + index // 48 * 4, 200 - index % 48 * 2) for index in range(48 * 40)])
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        for quality in (40, 90):
            data = saved(large, "AVIF", quality=quality, subsampling=subsampling, speed=9)
            take(f"avif/{quality}-{subsampling.replace(':', '')}", data, within=4 if subsampling == "4:4:4" else 6)
    take("avif/alpha", saved(RGBA, "AVIF", quality=90, speed=9, subsampling="4:4:4"), within=4, transparent=True)
    take("avif/grey", saved(GREY, "AVIF", quality=90, speed=9, subsampling="4:0:0"), within=4)
    for turn in range(1, 9):
        data = saved(large, "AVIF", quality=90, subsampling="4:4:4", speed=9, exif=exif(turn))
        take(f"avif/orientation{turn}", data, within=4)
    for name, icc in PROFILES.items():
        # Far from where colours end: there a profile makes much of what two decoders round in two ways.
        muted = Image.blend(large, Image.new("RGB", large.size, (128, 128, 128)), 0.8)
        take(f"avif/{name}", saved(muted, "AVIF", quality=90, subsampling="4:4:4", speed=9, icc_profile=icc), within=4)
    moving = saved(large, "AVIF", speed=9, save_all=True, append_images=[ImageOps.invert(large)], subsampling="4:4:4")
    take("avif/animated", moving, within=4, frames=2)
    plain = saved(large, "AVIF", quality=90, speed=9)
    for share in (10, 50, 90):
        refuse(f"avif/cut-at-{share}", plain[: len(plain) * share // 100], "")


def all_others():
    refuse("other/empty", b"", "not an image")
    refuse("other/text", b"This is no picture.\n" * 4, "not an image")
    refuse("other/page", b"<!DOCTYPE html><html><body>404</body></html>", "not an image")
    refuse("other/drawing", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "not an image")
    refuse("other/document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not an image")
    refuse("other/zip", b"PK\x03\x04" + b"\0" * 60, "not an image")
    refuse("other/zeros", b"\0" * 500, "not an image")
    refuse("other/words-that-begin-with-BM", b"BMW and other cars, a list", "not an image")
    refuse("other/pnm", b"P6 2 2 255\n" + b"\1" * 12, "not an image")
    for brand in (b"heic", b"heix", b"hevc", b"mif1"):
        head = b"ftyp" + brand + b"\0\0\0\0mif1heic"
        refuse(f"other/{brand.decode()}", struct.pack(">I", len(head) + 4) + head + b"\0" * 40, "HEIC")
    refuse("other/jpeg-xl", b"\xff\x0a" + b"\0" * 30, "JPEG XL")
    refuse("other/jpeg-xl-box", b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 30, "JPEG XL")
    refuse("other/jpeg-2000", saved(RGB, "JPEG2000"), "JPEG 2000")
    refuse("other/photoshop", b"8BPS\0\1" + b"\0" * 30, "Photoshop")
    for kind, magic in (("png", SIGNATURE), ("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF\x40\0\0\0WEBP"), ("gif", b"GIF89a"), ("tiff", b"II*\0")):
        refuse(f"other/{kind}-magic-alone", magic, "")
        refuse(f"other/{kind}-magic-and-noise", magic + bytes((index * 37) % 251 for index in range(200)), "")


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
