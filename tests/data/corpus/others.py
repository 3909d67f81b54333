"""What is no picture that Forger reads."""

import struct

from files import refuse
from pictures import RGB, saved
from png import SIGNATURE


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
