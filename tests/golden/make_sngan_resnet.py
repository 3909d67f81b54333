"""Writes sngan-resnet.json: SNGAN's residual networks with a projection discriminator, as PyTorch computes them.

Miyato et al. 2018 and Miyato & Koyama 2018, in the numbers of the authors' Chainer code: batch norm of decay 0.9 and
epsilon 2e-5, sums of D's last features over the pixels, a spectral norm of the label's rows too, Adam as Chainer has it, a
rate that falls in a line. The step is played with the form for 32 pixels, narrow and with one doubling less.
"""

import torch

from golden import write
from golden_residual import full_counts, play

LENGTH = 4
COMMON = {"share": 0.1, "epsilon": 2e-5}


def small(made, seen, doublings):
    return {**COMMON, "made": [made] * (doublings + 1), "seen": [seen, (seen, True), (seen, False), (seen, False)], "score_bias": False}


def large(made, seen, last_halves):
    blocks = [(64 * times, last_halves or index < len(seen) - 1) for index, times in enumerate(seen)]
    return {**COMMON, "made": [64 * times for times in made], "seen": [64, *blocks], "score_bias": True}


FORMS = {
    32: small(256, 128, 3),
    64: large([16, 8, 4, 2, 1], [2, 4, 8, 16], True),
    128: large([16, 16, 8, 4, 2, 1], [2, 4, 8, 16, 16], False),
    256: large([16, 16, 8, 8, 4, 2, 1], [2, 4, 8, 8, 16, 16], False),
}

if __name__ == "__main__":
    golden = play(
        image=(16, 16, 1), latent_size=3, batch=4, classes=3, stack=small(4, 2, 2),
        rates={"generator": 2e-4, "discriminator": 2e-4}, share_at=lambda step: 1 - step / LENGTH,
    )
    golden["width"] = 1 / 64
    golden["countsLatentSize"] = 128
    golden["settings"] = {"schedule.steps": LENGTH, "steps.discriminator": 1}
    sizes = [(32, 3, 0), (32, 3, 10), (32, 1, 10), (64, 3, 0), (64, 3, 143), (128, 3, 1000), (256, 3, 143)]
    golden["counts"] = [full_counts((side, side, colours), 128, classes, FORMS[side]) for side, colours, classes in sizes]
    write("sngan-resnet", golden, {"torch": torch.__version__})
