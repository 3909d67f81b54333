"""JPEG, as phones and cameras write it."""

from files import refuse, take
from pictures import GREY_PROFILES, PROFILES, colours, exif, expected, saved


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
