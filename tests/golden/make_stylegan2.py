"""Writes stylegan2.json: StyleGAN2 (Karras et al. 2020) as PyTorch computes it, from the papers and the authors' published numbers.

Mapping, a kernel for each image, noise, skips of images, a residual D that compares the images of a group; style mixing in some passes; R1 and
path length in updates of their own in the first of two steps, with the running mean of path lengths; Adam without momentum, the EMA of G.
Computed in float64, by formulas of the papers. Both networks are narrow here, with one doubling.
"""

import numpy as np
import torch
import torch.nn.functional as F

from golden import ITERATIONS, image_fields, mask_record, normal, pixels, tensor, tensors, uniform, write

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

N, SIDE, COLOURS, LATENT = 8, 8, 3, 3
STAGES, STYLE, MAPPING, RATE_OF_MAPPING = [5, 4], 4, 2, 0.5
GROUP, MIXING, R1, PATH, EVERY, FOLLOW, HALF_LIFE = 4, 0.7, 3.0, 2.0, 2, 0.01, 12
ROOT = 2**0.5
# As published: 16,384 channels by the side and at most 512; a rate and a beta2 for as many more updates as the regularisers are.
PUBLISHED_SIDES, PUBLISHED_STYLE = (32, 64, 128, 256), 512
RATE, BETA2 = 0.0025, 0.99
SHARES = {"generator": 4 / 5, "discriminator": 16 / 17}


def shapes_of(stages, style, latent, mapping, colours):
    """Weights, and what is kept of noise, by Forger's names and in its order of axes."""
    g, d, kept = {}, {}, {}

    def dense(w, name, inputs, outputs):
        w[f"{name}/kernel"], w[f"{name}/bias"] = (inputs, outputs), (outputs,)

    def convolved(w, name, side, inputs, outputs, bias=True):
        w[f"{name}/kernel"] = (side, side, inputs, outputs)
        if bias:
            w[f"{name}/bias"] = (outputs,)

    def steered(name, inputs, outputs, up=False, side=3):
        g[f"{name}/kernel"] = (side, side, *((outputs, inputs) if up else (inputs, outputs)))
        g[f"{name}/bias"], g[f"{name}/styleKernel"], g[f"{name}/styleBias"] = (outputs,), (style, inputs), (inputs,)

    def noisy(name, side):
        g[f"{name}/scale"], kept[f"{name}/kept"] = (1,), (side, side, 1)

    for layer in range(mapping):
        dense(g, f"map{layer}", latent if layer == 0 else style, style)
    g["constant/value"] = (4, 4, stages[0])
    for stage, channels in enumerate(stages):
        side = 4 * 2**stage
        if stage > 0:
            steered(f"s{side}.a.conv", stages[stage - 1], channels, up=True)
            noisy(f"s{side}.a.noise", side)
        steered(f"s{side}.b.conv", channels, channels)
        noisy(f"s{side}.b.noise", side)
        steered("image4" if stage == 0 else f"colours{side}", channels, colours, side=1)
    convolved(d, "colours", 1, colours, stages[-1])
    for stage in range(len(stages) - 1, 0, -1):
        side, wide, narrow = 4 * 2**stage, stages[stage], stages[stage - 1]
        convolved(d, f"d{side}.first", 3, wide, wide)
        convolved(d, f"d{side}.second", 3, wide, narrow)
        convolved(d, f"d{side}.skip", 1, wide, narrow, bias=False)
    convolved(d, "compared", 3, stages[0] + 1, stages[0])
    dense(d, "judged", 16 * stages[0], stages[0])
    dense(d, "score", stages[0], 1)
    return g, d, kept


def full_counts(side, colours):
    stages = [min(512, 16384 // (4 * 2**stage)) for stage in range(side.bit_length() - 2)]
    g, d, kept = (sum(int(np.prod(shape)) for shape in given.values()) for given in shapes_of(stages, PUBLISHED_STYLE, 512, 2, colours))
    return {
        "image": image_fields((side, side, colours)),
        "generator": {"trainable": g, "nonTrainable": kept}, "discriminator": {"trainable": d, "nonTrainable": 0},
    }


def filled(shapes):
    """Kernels of N(0, 1), those of the mapping so many times that as they learn more slowly; biases and shares of noise that are not 0."""
    found = {}
    for name, shape in shapes.items():
        if name.endswith(("/bias", "/scale")):
            array = uniform(-0.3, 0.3, shape)
        elif name.endswith("/styleBias"):
            array = 1 + uniform(-0.3, 0.3, shape)
        else:
            array = normal(*shape) / np.float32(RATE_OF_MAPPING if name.startswith("map") else 1)
        found[name] = torch.from_numpy(np.asarray(array, dtype=np.float32)).double().requires_grad_()
    return found


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
    scales = style @ w[f"{name}/styleKernel"] / w[f"{name}/styleKernel"].shape[0] ** 0.5 + w[f"{name}/styleBias"]
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
    noisy = lambda name, y: active(y + drawn.noise(f"{name}.noise", y) * w[f"{name}.noise/scale"])
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
    # Of n / 4 groups each has every (n / 4)-th image.
    groups = n // GROUP
    apart = [(x[first::groups].var(dim=0, unbiased=False) + 1e-8).sqrt().mean() for first in range(groups)]
    deviation = torch.stack(apart).repeat(GROUP)[:, None, None, None]
    x = torch.cat([x, deviation.expand(n, 1, height, width)], dim=1)
    x = active(convolved(w, "compared", x, padding=1))
    return dense(w, "score", active(dense(w, "judged", x.permute(0, 2, 3, 1).flatten(1))))


class Adam:
    """Kingma & Ba 2015, algorithm 1, without momentum."""

    def __init__(self, player, weights):
        self.weights, self.updates, share = weights, ITERATIONS, SHARES[player]
        self.rate, self.beta2 = RATE * share, BETA2**share
        # As after some training: so large that rounding does not decide a step, which is the newest gradient over their root.
        self.m = {name: 0 * weight.detach() for name, weight in weights.items()}
        self.v = {name: torch.from_numpy(uniform(0.2, 1, tuple(weight.shape))).double() for name, weight in weights.items()}

    def descend(self, loss):
        slopes = torch.autograd.grad(loss, list(self.weights.values()), allow_unused=True, retain_graph=True)
        gradients = {name: 0 * weight.detach() if slope is None else slope for (name, weight), slope in zip(self.weights.items(), slopes)}
        self.updates += 1
        corrected = 1 - self.beta2**self.updates
        with torch.no_grad():
            for name, gradient in gradients.items():
                self.m[name], self.v[name] = gradient, self.beta2 * self.v[name] + (1 - self.beta2) * gradient.square()
                self.weights[name] -= self.rate * gradient / ((self.v[name] / corrected).sqrt() + 1e-8)
        return tensors({name: gradient.numpy() for name, gradient in gradients.items()})

    def slots(self):
        return {"iterations": self.updates, **{kind: tensors({name: slot.numpy() for name, slot in given.items()})
                                               for kind, given in (("m", self.m), ("v", self.v))}}


class Drawn:
    """Random numbers of a step, kept in the order in which they are asked for; noise of layers is 0 or 1."""

    def __init__(self, mixing=()):
        self.mixings = list(mixing)
        self.kept, self.noises = [], []

    def keep(self, purpose, values):
        values = np.asarray(values, dtype=np.float32)
        self.kept.append({"purpose": purpose, **tensor(values)})
        return torch.from_numpy(values).double()

    def latents(self, count):
        return self.keep("styleLatents", normal(count, LATENT))

    def mixing(self):
        return self.keep("styleMixing", self.mixings.pop(0)).tolist()

    def noise(self, name, like):
        values = np.round(uniform(0, 1, (len(like), *like.shape[2:], 1)))
        self.noises.append({"player": "generator", **mask_record(LAYERS.index(name), values)})
        return torch.from_numpy(values).double().permute(0, 3, 1, 2)


class Kept:
    """What noise is in inference."""

    def __init__(self, kept):
        self.kept = kept

    def noise(self, name, _like):
        return self.kept[f"{name}/kept"].detach().permute(2, 0, 1)


# Nodes of G, in their order: noise of a layer is told by its place there.
LAYERS = ["norm", "map0", "leaky", "map1", "mapped"] + [
    layer for stage in range(len(STAGES)) for side in [4 * 2**stage] for layer in [
        "style", "style", *(["constant"] if stage == 0 else [f"s{side}.a.conv", f"s{side}.a.noise", f"s{side}.a"]),
        f"s{side}.b.conv", f"s{side}.b.noise", f"s{side}.b", "image", *([] if stage == 0 else ["larger", "added"]),
    ]
]


def pixels_first(array):
    return torch.from_numpy(array).double().permute(0, 3, 1, 2)


def shown(images):
    return tensor(images.detach().permute(0, 2, 3, 1).numpy())


def alone(w, z, drawn):
    """Images of one style each."""
    return made(w, mapped(w, z)[:, None].repeat(1, 2 * len(STAGES), 1), drawn)


def main():
    shapes = shapes_of(STAGES, STYLE, LATENT, MAPPING, COLOURS)
    g, d, kept = map(filled, shapes)
    weights = {"generator": g, "discriminator": d}
    optimizers = {player: Adam(player, given) for player, given in weights.items()}
    arrays = lambda given: tensors({name: weight.detach().numpy() for name, weight in given.items()})
    state = lambda: {"generator": arrays(g | kept), "discriminator": arrays(d)}
    slots = lambda: {player: optimizer.slots() for player, optimizer in optimizers.items()}
    average = {name: weight.detach().clone() for name, weight in (g | kept).items()}
    mean = torch.zeros((), dtype=torch.float64)

    latents, real = normal(N, LATENT), pixels(-1, 1, (N, SIDE, SIDE, COLOURS))
    drawn, z = Drawn(), torch.from_numpy(latents).double()
    training = {"generator": shown(alone(g, z, drawn))}
    said = {"discriminator": tensor(torch.sigmoid(judged(d, pixels_first(real))).detach().numpy())}
    golden = {
        "image": image_fields((SIDE, SIDE, COLOURS)), "latentSize": LATENT, "countsLatentSize": 512, "batch": N,
        "settings": {"style.mixing": MIXING, "penalty.weight": R1, "penalty.every": EVERY, "path.weight": PATH, "path.every": EVERY,
                     "ema.halfLife": HALF_LIFE, "ema.warmup": "none"},
        "stack": {"channels": STAGES, "style": STYLE, "mapping": MAPPING, "mappingRate": RATE_OF_MAPPING},
        "widths": {"generator": {}, "discriminator": {}},
        "counts": [*(full_counts(side, 3) for side in PUBLISHED_SIDES), full_counts(64, 1)],
        "before": state(), "optimizersBefore": slots(),
        "forward": {
            "latents": tensor(latents), "real": tensor(real), "masks": drawn.noises,
            "inference": {"generator": shown(alone(g, z, Kept(kept))), **said}, "training": training | said,
            "averages": {"generator": {}, "discriminator": {}},
        },
        "steps": [],
    }

    # D's fakes, G's update, path lengths: (chance, place); chances below 0.7 mix.
    for mixing in ([(0.3, 0.1), (0.8, 0.5), (0.6, 0.9)], [(0.9, 0.2), (0.1, 0.5)]):
        drawn = Drawn(mixing)
        given = {"real": pixels(-1, 1, (N, SIDE, SIDE, COLOURS)), "ofD": normal(N, LATENT), "ofG": normal(N, LATENT)}
        real = pixels_first(given["real"])
        lazy = len(golden["steps"]) % EVERY == 0
        losses, found = {}, {"generator": [], "discriminator": []}

        def descend(player, loss):
            found[player].append(optimizers[player].descend(loss))

        fake = made(g, styled(g, torch.from_numpy(given["ofD"]).double(), drawn), drawn).detach()
        of_real, of_fake = F.softplus(-judged(d, real)).mean(), F.softplus(judged(d, fake)).mean()
        losses |= {"dLossReal": of_real.item(), "dLossFake": of_fake.item(), "dLoss": (of_real + of_fake).item()}
        descend("discriminator", of_real + of_fake)
        if lazy:
            seen = real.clone().requires_grad_()
            (slope,) = torch.autograd.grad(judged(d, seen).sum(), seen, create_graph=True)
            penalty = R1 / 2 * slope.square().sum(dim=(1, 2, 3)).mean()
            losses["dPenalty"] = penalty.item()
            descend("discriminator", EVERY * penalty)

        loss = F.softplus(-judged(d, made(g, styled(g, torch.from_numpy(given["ofG"]).double(), drawn), drawn))).mean()
        losses["gLoss"] = loss.item()
        descend("generator", loss)
        if lazy:
            latents = drawn.keep("pathLatents", normal(N // 2, LATENT))
            styles = styled(g, latents, drawn)
            directions = drawn.keep("pathDirections", normal(N // 2, SIDE, SIDE, COLOURS)).permute(0, 3, 1, 2) / SIDE
            (slope,) = torch.autograd.grad((made(g, styles, drawn) * directions).sum(), styles, create_graph=True)
            lengths = slope.square().sum(dim=2).mean(dim=1).sqrt()
            followed = mean + FOLLOW * (lengths.mean() - mean)
            mean = followed.detach()
            penalty = PATH * (lengths - followed).square().mean()
            losses["gPathPenalty"] = penalty.item()
            descend("generator", EVERY * penalty)
        left = 0.5 ** (N / HALF_LIFE)
        average = {name: left * average[name] + (1 - left) * weight.detach() for name, weight in (g | kept).items()}
        golden["steps"].append({
            "real": tensor(given["real"]), "latents": {"discriminator": tensor(given["ofD"]), "generator": tensor(given["ofG"])},
            "masks": drawn.noises, "draws": drawn.kept, "losses": losses, "gradients": found,
            "after": state(), "average": arrays(average), "optimizers": slots(), "numbers": {"path/mean": mean.item()},
        })
    write("stylegan2", golden, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
