"""Golden values of schedules: PyTorch's own for learning rates, its Adam with a rate and a β₂ that move, and R3GAN's EMA.

`python make_schedules.py` writes schedules.json.
"""

import json
import math
import pathlib

import torch
from torch.optim import lr_scheduler as schedules

torch.manual_seed(4)
LENGTH, WARM, FALL, END, BATCH = 40, 6, 25, 0.25, 16


def rates(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = make(optimizer)
    shares = []
    for _ in range(LENGTH + 1):
        shares.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return shares


def warmed(optimizer, after, length):
    warm = schedules.LinearLR(optimizer, start_factor=1 / WARM, total_iters=WARM - 1)
    return schedules.SequentialLR(optimizer, [warm, after(optimizer, length)], milestones=[WARM])


def cosine(optimizer, length=LENGTH):
    return schedules.CosineAnnealingLR(optimizer, T_max=length, eta_min=END)


def along(start, end, step):
    """R3GAN's cosine_decay_with_warmup without warm-up."""
    return start + (1 - 0.5 * (1 + math.cos(math.pi * step / LENGTH))) * (end - start)


def adam(steps):
    weight = torch.randn(5, requires_grad=True)
    before = weight.tolist()
    optimizer = torch.optim.Adam([weight], lr=0.01, betas=(0.0, 0.9), eps=1e-8)
    gradients, after = torch.randn(steps, 5), []
    for step in range(steps):
        group = optimizer.param_groups[0]
        group["lr"], group["betas"] = 0.01 * along(1, END, step), (0.0, along(0.9, 0.99, step))
        weight.grad = gradients[step].clone()
        optimizer.step()
        after.append(weight.tolist())
    return {"before": before, "gradients": gradients.tolist(), "after": after}


def average(half_life):
    kept, seen, mean = torch.zeros(3), [], torch.randn(LENGTH, 3)
    for step in range(LENGTH):
        images = along(0, half_life, step)
        kept = mean[step].lerp(kept, 0.5 ** (BATCH / max(images, 1e-8)))
        seen.append(kept.tolist())
    return {"halfLife": half_life, "weights": mean.tolist(), "after": seen}


GOLDEN = {
    "length": LENGTH,
    "batch": BATCH,
    "rates": {
        "cosine": rates(cosine),
        "a line": rates(lambda o: schedules.LambdaLR(o, lambda t: 1 + (END - 1) * max(0, t - FALL) / (LENGTH - FALL))),
        "one step": rates(lambda o: schedules.MultiStepLR(o, milestones=[FALL], gamma=END)),
        "warm-up": rates(lambda o: schedules.LinearLR(o, start_factor=1 / WARM, total_iters=WARM - 1)),
        "warm-up and cosine": rates(lambda o: warmed(o, cosine, LENGTH - WARM)),
    },
    "adam": adam(LENGTH),
    "average": average(200),
}

if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("schedules.json")
    path.write_text(json.dumps(GOLDEN, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size, "bytes")
