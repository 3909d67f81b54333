"""Golden values of networks steered by styles, made by PyTorch: the parts of StyleGAN2 (Karras et al. 2020).

Two steps of small networks from given weights, images, latents and random numbers: losses, R1 and path length in an update of their own in
the first of the two steps, the running mean of path lengths, and every weight after. Style mixing happens in some passes. Computed in
float64, by formulas of the papers: a kernel for each image, skips of images, residual D. `python make_styles.py` writes styles.json.
"""

import numpy as np
import torch
import torch.nn.functional as F

from golden import normal, pixels, tensor, uniform, write

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

N, SIDE, COLOURS, LATENT = 4, 8, 2, 3
STAGES, STYLE, MAPPING, RATE_OF_MAPPING = [5, 4], 4, 2, 0.5
MIXING, R1, PATH, EVERY, RATE, FOLLOW = 0.7, 3.0, 2.0, 2, 0.02, 0.01
ROOT = 2**0.5


def first_weights():
    """By Forger's names and in its order of axes; kernels of N(0, 1), biases and shares of noise that are not 0."""
    g, d = {}, {}
    small = lambda *shape: uniform(-0.3, 0.3, shape)

    def dense(w, name, inputs, outputs, rate=1.0):
        w[f"{name}/kernel"], w[f"{name}/bias"] = normal(inputs, outputs) / rate, small(outputs)

    def convolved(w, name, side, inputs, outputs, bias=True):
        w[f"{name}/kernel"] = normal(side, side, inputs, outputs)
        if bias:
            w[f"{name}/bias"] = small(outputs)

    def steered(name, inputs, outputs, up=False, side=3):
        g[f"{name}/kernel"] = normal(side, side, *((outputs, inputs) if up else (inputs, outputs)))
        g[f"{name}/styleKernel"], g[f"{name}/styleBias"] = normal(STYLE, inputs), 1 + small(inputs)
        g[f"{name}/bias"] = small(outputs)

    for layer in range(MAPPING):
        dense(g, f"map{layer}", LATENT if layer == 0 else STYLE, STYLE, RATE_OF_MAPPING)
    g["constant/value"] = normal(4, 4, STAGES[0])
    for stage, channels in enumerate(STAGES):
        side = 4 * 2**stage
        if stage > 0:
            steered(f"s{side}.a.conv", STAGES[stage - 1], channels, up=True)
            g[f"s{side}.a.noise/scale"] = small(1)
        steered(f"s{side}.b.conv", channels, channels)
        g[f"s{side}.b.noise/scale"] = small(1)
        steered("image4" if stage == 0 else f"colours{side}", channels, COLOURS, side=1)
    convolved(d, "colours", 1, COLOURS, STAGES[-1])
    for stage in range(len(STAGES) - 1, 0, -1):
        side, wide, narrow = 4 * 2**stage, STAGES[stage], STAGES[stage - 1]
        convolved(d, f"d{side}.first", 3, wide, wide)
        convolved(d, f"d{side}.second", 3, wide, narrow)
        convolved(d, f"d{side}.skip", 1, wide, narrow, bias=False)
    convolved(d, "compared", 3, STAGES[0] + 1, STAGES[0])
    dense(d, "judged", 16 * STAGES[0], STAGES[0])
    dense(d, "score", STAGES[0], 1)
    return {"generator": g, "discriminator": d}


def active(x):
    return F.leaky_relu(x, 0.2) * ROOT


def dense(w, name, x, rate=1.0):
    kernel = w[f"{name}/kernel"] * (rate / w[f"{name}/kernel"].shape[0] ** 0.5)
    return x @ kernel + w[f"{name}/bias"] * rate


def convolved(w, name, x, **how):
    kernel = w[f"{name}/kernel"].permute(3, 2, 0, 1)
    return F.conv2d(x, kernel / kernel[0].numel() ** 0.5, w.get(f"{name}/bias"), **how)


def filtered(x, before, after, stride=1, gain=1.0):
    """Through [1, 3, 3, 1] each way, with zeros before and after."""
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0], dtype=x.dtype)
    kernel = (torch.outer(taps, taps) / 64 * gain).expand(x.shape[1], 1, 4, 4)
    return F.conv2d(F.pad(x, [before, after, before, after]), kernel, stride=stride, groups=x.shape[1])


def doubled(x):
    n, channels, height, width = x.shape
    spread = F.pad(x.reshape(n, channels, height, 1, width, 1), [0, 1, 0, 0, 0, 1])
    return filtered(spread.reshape(n, channels, 2 * height, 2 * width), 2, 1, gain=4.0)


def steered(w, name, x, style, up=False, demodulate=True):
    n, channels = x.shape[:2]
    scales = style @ w[f"{name}/styleKernel"] / STYLE**0.5 + w[f"{name}/styleBias"]
    kernel = w[f"{name}/kernel"].permute(2, 3, 0, 1) if up else w[f"{name}/kernel"].permute(3, 2, 0, 1)
    kernels = kernel[None] * scales[:, None, :, None, None]
    if demodulate:
        kernels = kernels * (kernels.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt()
    else:
        kernels = kernels / kernel[0].numel() ** 0.5
    made = []
    # Each image by itself, with its own kernel.
    for image, own in zip(x, kernels):
        if up:
            made.append(filtered(F.conv_transpose2d(image[None], own.transpose(0, 1), stride=2), 1, 1, gain=4.0))
        else:
            made.append(F.conv2d(image[None], own, padding=own.shape[-1] // 2))
    return torch.cat(made) + w[f"{name}/bias"][:, None, None]


def mapped(w, z):
    x = z * (z.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()
    for layer in range(MAPPING):
        x = active(dense(w, f"map{layer}", x, RATE_OF_MAPPING))
    return x


def styled(w, z, drawn):
    """The style of each place, [n, places, style]."""
    places = 2 * len(STAGES)
    styles = mapped(w, z)[:, None].repeat(1, places, 1)
    others = mapped(w, drawn.latents(len(z)))
    chance, place = drawn.mixing()
    first = 1 + int(place * (places - 1)) if chance < MIXING else places
    return torch.cat([styles[:, :first], others[:, None].repeat(1, places - first, 1)], dim=1)


def made(w, styles, drawn):
    x = w["constant/value"].permute(2, 0, 1)[None].repeat(len(styles), 1, 1, 1)
    noisy = lambda name, y: active(y + drawn.noise(y) * w[f"{name}.noise/scale"])
    for stage in range(len(STAGES)):
        side = 4 * 2**stage
        if stage > 0:
            x = noisy(f"s{side}.a", steered(w, f"s{side}.a.conv", x, styles[:, 2 * stage - 1], up=True))
        x = noisy(f"s{side}.b", steered(w, f"s{side}.b.conv", x, styles[:, 2 * stage]))
        name = "image4" if stage == 0 else f"colours{side}"
        colours = steered(w, name, x, styles[:, 2 * stage + 1], demodulate=False)
        image = colours if stage == 0 else doubled(image) + colours
    return image


def judged(w, image):
    x = active(convolved(w, "colours", image))
    for stage in range(len(STAGES) - 1, 0, -1):
        name = f"d{4 * 2 ** stage}"
        way = active(convolved(w, f"{name}.first", x, padding=1))
        way = active(convolved(w, f"{name}.second", filtered(way, 2, 2), stride=2))
        skip = convolved(w, f"{name}.skip", filtered(x, 1, 1, stride=2))
        x = (way + skip) / ROOT
    n, channels, height, width = x.shape
    # All four images are one group.
    deviation = (x.var(dim=0, unbiased=False) + 1e-8).sqrt().mean()
    x = torch.cat([x, deviation.expand(n, 1, height, width)], dim=1)
    x = active(convolved(w, "compared", x, padding=1))
    return dense(w, "score", active(dense(w, "judged", x.permute(0, 2, 3, 1).flatten(1))))


class Drawn:
    """Random numbers of a step, kept in the order in which they are asked for."""

    def __init__(self, mixing):
        self.given = list(mixing)
        self.kept = {"styleLatents": [], "styleMixing": [], "pathLatents": [], "pathDirections": []}
        self.noises = []

    def keep(self, purpose, values):
        self.kept[purpose].append(tensor(values))
        return torch.from_numpy(values).double()

    def latents(self, count):
        return self.keep("styleLatents", normal(count, LATENT))

    def mixing(self):
        chance, place = self.given.pop(0)
        self.kept["styleMixing"].append(tensor([chance, place]))
        return chance, place

    def pass_(self):
        self.noises.append([])

    def noise(self, like):
        values = normal(len(like), *like.shape[2:], 1)
        self.noises[-1].append(tensor(values))
        return torch.from_numpy(values).double().permute(0, 3, 1, 2)


def main():
    arrays = first_weights()
    before = {player: {name: tensor(array) for name, array in given.items()} for player, given in arrays.items()}
    weights = {
        player: {name: torch.from_numpy(np.asarray(array, dtype=np.float32)).double().requires_grad_() for name, array in given.items()}
        for player, given in arrays.items()
    }
    g, d = weights["generator"], weights["discriminator"]
    mean = torch.zeros((), dtype=torch.float64)

    def descend(player, loss):
        given = list(weights[player].values())
        slopes = torch.autograd.grad(loss, given, allow_unused=True)
        with torch.no_grad():
            for weight, slope in zip(given, slopes):
                if slope is not None:
                    weight -= RATE * slope

    steps = []
    # D's fakes, G's update, path lengths: (chance, place); chances below 0.7 mix.
    for mixing in ([(0.3, 0.1), (0.8, 0.5), (0.6, 0.9)], [(0.9, 0.2), (0.1, 0.5)]):
        drawn = Drawn(mixing)
        given = {"real": pixels(-1, 1, (N, SIDE, SIDE, COLOURS)), "ofD": normal(N, LATENT), "ofG": normal(N, LATENT)}
        real = torch.from_numpy(given["real"]).double().permute(0, 3, 1, 2)
        lazy = len(steps) % EVERY == 0
        losses = {}

        drawn.pass_()
        fake = made(g, styled(g, torch.from_numpy(given["ofD"]).double(), drawn), drawn).detach()
        of_real, of_fake = F.softplus(-judged(d, real)).mean(), F.softplus(judged(d, fake)).mean()
        losses |= {"dLossReal": of_real.item(), "dLossFake": of_fake.item()}
        descend("discriminator", of_real + of_fake)
        if lazy:
            shown = real.clone().requires_grad_()
            (slope,) = torch.autograd.grad(judged(d, shown).sum(), shown, create_graph=True)
            penalty = R1 / 2 * slope.square().sum(dim=(1, 2, 3)).mean()
            losses["dPenalty"] = penalty.item()
            descend("discriminator", EVERY * penalty)

        drawn.pass_()
        fake = made(g, styled(g, torch.from_numpy(given["ofG"]).double(), drawn), drawn)
        loss = F.softplus(-judged(d, fake)).mean()
        losses["gLoss"] = loss.item()
        descend("generator", loss)
        if lazy:
            latents = drawn.keep("pathLatents", normal(N // 2, LATENT))
            drawn.pass_()
            styles = styled(g, latents, drawn)
            image = made(g, styles, drawn)
            directions = drawn.keep("pathDirections", normal(N // 2, SIDE, SIDE, COLOURS)).permute(0, 3, 1, 2) / SIDE
            (slope,) = torch.autograd.grad((image * directions).sum(), styles, create_graph=True)
            lengths = slope.square().sum(dim=2).mean(dim=1).sqrt()
            followed = mean + FOLLOW * (lengths.mean() - mean)
            mean = followed.detach()
            penalty = PATH * (lengths - followed).square().mean()
            losses["gPathPenalty"] = penalty.item()
            descend("generator", EVERY * penalty)
        steps.append({**{name: tensor(array) for name, array in given.items()}, "draws": drawn.kept,
                      "noises": drawn.noises, "losses": losses})

    write(
        "styles",
        {
            "image": {"height": SIDE, "width": SIDE, "channels": COLOURS},
            "latentSize": LATENT,
            "stack": {"channels": STAGES, "style": STYLE, "mapping": MAPPING, "mappingRate": RATE_OF_MAPPING},
            "settings": {"style.mixing": MIXING, "penalty.weight": R1, "penalty.every": EVERY, "path.weight": PATH,
                         "path.every": EVERY},
            "rate": RATE,
            "before": before,
            "steps": steps,
            "pathMean": mean.item(),
            "after": {player: {name: tensor(weight.detach().numpy()) for name, weight in given.items()}
                      for player, given in weights.items()},
        },
        {"torch": torch.__version__},
    )


if __name__ == "__main__":
    main()
