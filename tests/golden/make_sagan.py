"""Writes sagan.json: SAGAN's residual networks with self-attention and a projection discriminator, as PyTorch computes them.

Zhang et al. 2019, in the numbers of the authors' TensorFlow code: spectral norms in both networks, batch norm of decay 0.999
and epsilon 1e-5 with the variance of the batch itself, keys and values pooled, Adam as TensorFlow has it, with the paper's
beta2. The step is played with the form for 32 pixels, narrow and with one doubling less.
"""

import torch

from golden import write
from golden_residual import full_counts, play
from make_sngan_resnet import FORMS, small

WAYS = {"share": 0.001, "epsilon": 1e-5, "population": True, "score_bias": True, "normed_generator": True, "leaving": True}

# Four times the recipe's: at its own, the rounding of a weight is more of a step than a comparison allows.
RATES = {"generator": 4e-4, "discriminator": 16e-4}


def attending(form, side):
    return {**form, **WAYS, "attends": side}


if __name__ == "__main__":
    golden = play(
        image=(16, 16, 1), latent_size=3, batch=4, classes=3, stack=attending(small(8, 4, 2), 8),
        rates=RATES, share_at=lambda step: 1, slots=400,
    )
    golden["width"] = 1 / 32
    golden["countsLatentSize"] = 128
    golden["settings"] = {f"optimizer.{player}.learningRate": rate for player, rate in RATES.items()}
    sizes = [(32, 3, 0, 16), (32, 1, 10, 16), (64, 3, 143, 32), (128, 3, 0, 32), (128, 3, 1000, 32), (256, 3, 143, 32)]
    golden["counts"] = [
        full_counts((side, side, colours), 128, classes, attending(FORMS[side], at)) for side, colours, classes, at in sizes
    ]
    write("sagan", golden, {"torch": torch.__version__})
