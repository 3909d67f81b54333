"""AVIF, still and moving."""

from PIL import Image, ImageOps

from files import refuse, take
from pictures import GREY, PROFILES, RGBA, exif, saved


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
