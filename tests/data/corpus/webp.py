"""WebP, with loss and without."""

from PIL import ImageOps

from files import refuse, take
from pictures import GREY, PROFILES, RGB, RGBA, exif, saved


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
