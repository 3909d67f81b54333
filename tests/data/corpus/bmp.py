"""BMP, plain and in runs, which Pillow does not write."""

import struct

from files import refuse, take
from pictures import BITS, GREY, H, PALETTE, RGB, RGBA, W, saved


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
