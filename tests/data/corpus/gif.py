"""GIF, still and moving."""

from PIL import ImageOps

from files import refuse, take
from pictures import BITS, GREY, PALETTE, RGB, saved


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
