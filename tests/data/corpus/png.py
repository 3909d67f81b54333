"""PNG, every kind of it."""

import struct
import sys
import zlib
from pathlib import Path

from PIL import ImageOps

from files import refuse, take
from pictures import GREY, GREY_PROFILES, LA, PALETTE, PROFILES, RGB, RGBA, W, exif, expected, samples, saved

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
from make_pictures import chunk  # noqa: E402

SIGNATURE = b"\x89PNG\r\n\x1a\n"


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
