"""Writes fastgan.json: the recipe fastgan as PyTorch computes it.

Written from Liu et al. 2021, section 3, and from the numbers in the authors' code: channels, kernels, the order of the
layers of a block, and the training step. Counts are those of the published form at 256 pixels and of its smaller ones; the
step is played at 64, and `large` holds both networks at 256. As in the recipe, decoders are held to the mean squared error,
and G gives one image, which D halves itself. G runs again for its own update, with noise of its own. Noise, margins and the
quadrant are chosen by the script, as masks are: margins are the low end for 0 and 1 for 1.
"""

import copy

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

from golden import image_fields, kernel_values, mask_record, mask_values, normal, pixels, tensor, tensors, uniform, write
from golden_adam import slots, values, warm
from golden_convolution import channels_first, channels_last, convolution, transposed_convolution

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)
# Sums over thousands of pixels: what float32 makes of them in one order is no more right than in another.
torch.set_default_dtype(torch.float64)

LOW = 0.8
WIDTHS = {
    "generator": {2048: 4, 1024: 4, 512: 4, 256: 2, 128: 1, 64: 1, 32: 1},
    "discriminator": {16: 1, 32: 2, 64: 2, 128: 2, 256: 2, 512: 3, 1024: 2},
}
FULL = {player: {filters: filters for filters in widths} for player, widths in WIDTHS.items()}
BATCH, LATENT_SIZE = 2, 6


class Net(nn.Module):
    """Layers with weights by Forger's names, in the order in which they are made."""

    def __init__(self, widths, image):
        super().__init__()
        self.widths, self.side, self.channels = widths, image[0], image[2]
        self.layers = nn.ModuleDict()

    def put(self, name, layer):
        self.layers[name.replace(".", "__")] = layer

    def __getitem__(self, name):
        return self.layers[name.replace(".", "__")]

    def filters(self, filters):
        return self.widths.get(filters, filters)

    def conv(self, name, inputs, outputs, size, stride=1, padding=None):
        padding = (size - 1) // 2 if padding is None else padding
        self.put(name, spectral_norm(nn.Conv2d(inputs, outputs, size, stride, padding, bias=False)))

    def norm(self, name, channels):
        self.put(name, nn.BatchNorm2d(channels))

    def up(self, name, inputs, filters):
        """A convolution whose outputs a gate halves."""
        outputs = self.filters(2 * filters)
        self.conv(f"{name}.conv", inputs, outputs, 3)
        self.norm(f"{name}.norm", outputs)
        return outputs // 2

    def excitation(self, name, small, large):
        self.conv(f"{name}.first", small, large, 4, padding=0)
        self.conv(f"{name}.second", large, large, 1)

    def excite(self, name, small, large):
        share = self[f"{name}.first"](F.adaptive_avg_pool2d(small, 4))
        share = self[f"{name}.second"](share * torch.sigmoid(share))
        return large * torch.sigmoid(share)

    def gate(self, name, x):
        return F.glu(self[f"{name}.norm"](x), 1)


class Noise(nn.Module):
    """A learned share of noise, one number a pixel."""

    def __init__(self, side):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(1))
        self.register_buffer("kept", torch.zeros(1, 1, side, side))
        self.given = None

    def forward(self, x):
        return x + self.scale * (self.given if self.training else self.kept)


class Generator(Net):
    CHANNELS = {4: 1024, 8: 512, 16: 256, 32: 128, 64: 128, 128: 64, 256: 32}

    def __init__(self, widths, image, latent_size):
        super().__init__(widths, image)
        outputs = self.filters(2048)
        self.put("make4.conv", spectral_norm(nn.ConvTranspose2d(latent_size, outputs, 4, bias=False)))
        self.norm("make4.norm", outputs)
        made = {4: outputs // 2}
        at = 8
        while at <= self.side:
            filters = self.CHANNELS[at]
            if at in (8, 32, 128):
                first = self.up(f"make{at}.first", made[at // 2], filters)
                self.put(f"make{at}.first.noise", Noise(at))
                made[at] = self.up(f"make{at}.second", first, filters)
                self.put(f"make{at}.second.noise", Noise(at))
            else:
                made[at] = self.up(f"make{at}", made[at // 2], filters)
            if at >= 64:
                self.excitation(f"excite{at}", made[at // 16], made[at])
            at *= 2
        self.conv("image.conv", made[self.side], self.channels, 3)

    def forward(self, z):
        made = {4: self.gate("make4", self["make4.conv"](z[:, :, None, None]))}
        at = 8
        while at <= self.side:
            x = F.interpolate(made[at // 2], scale_factor=2)
            for part in ([f"make{at}.first", f"make{at}.second"] if at in (8, 32, 128) else [f"make{at}"]):
                x = self[f"{part}.conv"](x)
                if f"{part}.noise".replace(".", "__") in self.layers:
                    x = self[f"{part}.noise"](x)
                x = self.gate(part, x)
            made[at] = self.excite(f"excite{at}", made[at // 16], x) if at >= 64 else x
            at *= 2
        return torch.tanh(self["image.conv"](made[self.side]))


class Discriminator(Net):
    def __init__(self, widths, image):
        super().__init__(widths, image)
        side, seen = self.side, {}
        seen[side] = self.filters(4096 // side)
        self.conv("enter.conv", self.channels, seen[side], 3)
        at = side // 2
        while at >= 8:
            before, seen[at] = seen[2 * at], self.filters(4096 // at)
            for name, (inputs, size, stride) in {"first": (before, 4, 2), "second": (seen[at], 3, 1), "direct": (before, 1, 1)}.items():
                self.conv(f"seen{at}.{name}", inputs, seen[at], size, stride)
                self.norm(f"seen{at}.{name}Norm", seen[at])
            if 8 * at <= side:
                self.excitation(f"excite{at}", seen[8 * at], seen[at])
            at //= 2
        hidden = self.filters(1024)
        self.conv("score.first", seen[8], hidden, 1)
        self.norm("score.norm", hidden)
        self.conv("score.second", hidden, 1, 4, padding=0)
        small = self.filters(2048 // (side // 4))
        self.conv("small.conv", self.channels, small, 4, 2)
        at = side // 8
        while at >= 8:
            before, small = small, self.filters(2048 // at)
            self.conv(f"small{at}.conv", before, small, 4, 2)
            self.norm(f"small{at}.norm", small)
            at //= 2
        self.conv("score.small", small, 1, 4, padding=0)
        for name, inputs in (("rebuild", seen[8]), ("rebuildSmall", small), ("rebuildPart", seen[16])):
            for index in range(self.doublings()):
                inputs = self.up(f"{name}.up{index}", inputs, (128, 64, 64, 32)[index])
            self.conv(f"{name}.image", inputs, self.channels, 3)

    def doublings(self):
        return int(np.log2(self.side // 16))

    def rebuild(self, name, x):
        for index in range(self.doublings()):
            x = self.gate(f"{name}.up{index}", self[f"{name}.up{index}.conv"](F.interpolate(x, scale_factor=2)))
        return torch.tanh(self[f"{name}.image"](x))

    def forward(self, x, part=None):
        """Scores [n, 50], and, of a part, how far what is rebuilt is from the image."""
        leaky = lambda y: F.leaky_relu(y, 0.2)
        half, seen = F.interpolate(x, size=self.side // 2), {self.side: leaky(self["enter.conv"](x))}
        at = self.side // 2
        while at >= 8:
            step = lambda name, y: leaky(self[f"seen{at}.{name}Norm"](self[f"seen{at}.{name}"](y)))
            y = (step("second", step("first", seen[2 * at])) + step("direct", F.avg_pool2d(seen[2 * at], 2))) / 2
            seen[at] = self.excite(f"excite{at}", seen[8 * at], y) if 8 * at <= self.side else y
            at //= 2
        score = self["score.second"](leaky(self["score.norm"](self["score.first"](seen[8]))))
        small = leaky(self["small.conv"](half))
        at = self.side // 8
        while at >= 8:
            small = leaky(self[f"small{at}.norm"](self[f"small{at}.conv"](small)))
            at //= 2
        scores = torch.cat([score.flatten(1), self["score.small"](small).flatten(1)], 1)
        if part is None:
            return scores
        quarter = lambda y: y.chunk(2, 2)[part[0]].chunk(2, 3)[part[1]]
        return scores, (
            F.mse_loss(self.rebuild("rebuild", seen[8]), half)
            + F.mse_loss(self.rebuild("rebuildSmall", small), half)
            + F.mse_loss(self.rebuild("rebuildPart", quarter(seen[16])), quarter(x))
        )


def networks(image, latent_size, widths):
    return Generator(widths["generator"], image, latent_size), Discriminator(widths["discriminator"], image)


def by_name(model, pick):
    found = {}
    for key, layer in model.layers.items():
        name = key.replace("__", ".")
        if isinstance(layer, nn.ConvTranspose2d):
            found[f"{name}/kernel"] = transposed_convolution(pick(layer.weight_orig))
        elif isinstance(layer, nn.Conv2d):
            found[f"{name}/kernel"] = convolution(pick(layer.weight_orig))
        elif isinstance(layer, nn.BatchNorm2d):
            found[f"{name}/gamma"], found[f"{name}/beta"] = pick(layer.weight), pick(layer.bias)
        else:
            found[f"{name}/scale"] = pick(layer.scale)
    return {name: array.copy() for name, array in found.items()}


def buffers(model):
    found = {}
    for key, layer in model.layers.items():
        name = key.replace("__", ".")
        if isinstance(layer, nn.BatchNorm2d):
            found[f"{name}/movingMean"], found[f"{name}/movingVariance"] = values(layer.running_mean), values(layer.running_var)
        elif isinstance(layer, Noise):
            found[f"{name}/kept"] = values(layer.kept)[0].transpose(1, 2, 0)
        else:
            u = values(layer.weight_u)
            found[f"{name}/singularVector"] = u[:, None] if isinstance(layer, nn.ConvTranspose2d) else u[None]
    return {name: array.copy() for name, array in found.items()}


def averages(model):
    return {name: array for name, array in buffers(model).items() if not name.endswith("/kept")}


def weights(model):
    return {**by_name(model, values), **buffers(model)}


def gradients(model):
    return tensors(by_name(model, lambda parameter: values(parameter.grad)))


def set_weights(model):
    with torch.no_grad():
        for layer in model.layers.values():
            if isinstance(layer, Noise):
                layer.scale.fill_(float(uniform(0.2, 0.5, ())))
                layer.kept.copy_(torch.from_numpy(np.round(normal(*layer.kept.shape))))
            elif isinstance(layer, nn.BatchNorm2d):
                for values_, limits in ((layer.weight, (0.5, 1.5)), (layer.bias, (-0.05, 0.05)), (layer.running_mean, (-0.3, 0.3)), (layer.running_var, (0.2, 1.0))):
                    values_.copy_(torch.from_numpy(uniform(*limits, tuple(values_.shape))))
            else:
                shape, kernel = tuple(layer.weight_orig.shape), layer.weight_orig
                kernel.copy_(torch.from_numpy(kernel_values(shape, int(np.prod(shape[1:])))))
                u = torch.from_numpy(normal(*layer.weight_u.shape))
                layer.weight_u.copy_(u / u.norm())
                turned = kernel.transpose(0, 1) if isinstance(layer, nn.ConvTranspose2d) else kernel
                # In inference Forger takes the vector on the other side that follows from this one.
                layer.weight_v.copy_(F.normalize(turned.flatten(1).T @ layer.weight_u, dim=0))


def counts(model):
    return {
        "trainable": sum(parameter.numel() for parameter in model.parameters()),
        "nonTrainable": sum(array.size for array in buffers(model).values()),
    }


def pictures(images):
    return tensor(channels_last(values(images)))


# Forger's numbers of the layers that add noise, first to last: see the recipe's list of layers.
NOISY = {"make8.first": 6, "make8.second": 10, "make32.first": 19, "make32.second": 23}
QUADRANT, MARGINS = 255, -1


def draw_noise(model, rows):
    """Gives each noise layer its next numbers, 0 or 1."""
    records = []
    for name, layer in NOISY.items():
        given = mask_values((rows, *model[f"{name}.noise"].kept.shape[2:], 1), 0.5)
        model[f"{name}.noise"].given = torch.from_numpy(channels_first(given)).double()
        records.append({"player": "generator", **mask_record(layer, given)})
    return records


IMAGE = (64, 64, 1)
generator, discriminator = networks(IMAGE, LATENT_SIZE, WIDTHS)
for model in (generator, discriminator):
    set_weights(model)
golden = {
    "image": image_fields(IMAGE),
    "latentSize": LATENT_SIZE,
    "batch": BATCH,
    "widths": WIDTHS,
    "settings": {"augment.color": "off", "augment.translation": "off", "ema.decay": 0},
    "allowance": 15,
    "countsLatentSize": 256,
    "counts": [
        {"image": image_fields(image), **dict(zip(("generator", "discriminator"), map(counts, networks(image, 256, FULL))))}
        for image in ((256, 256, 3), (128, 128, 1), (64, 64, 3), (64, 64, 1))
    ],
    "before": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
}
optimizers = {
    player: torch.optim.Adam(model.parameters(), lr=2e-4, betas=(0.5, 0.999))
    for player, model in (("generator", generator), ("discriminator", discriminator))
}
golden["optimizersBefore"] = {"generator": warm(by_name, generator, optimizers["generator"]), "discriminator": warm(by_name, discriminator, optimizers["discriminator"])}

real_images, noise = pixels(-1, 1, (BATCH, *IMAGE)), normal(BATCH, LATENT_SIZE)
x, z = torch.from_numpy(channels_first(real_images)).double(), torch.from_numpy(noise).double()


def forward(generator, discriminator, z, x):
    """In both modes; what training leaves of averages and vectors."""
    with torch.no_grad():
        trained = [copy.deepcopy(model).train() for model in (generator, discriminator)]
        still = [copy.deepcopy(model).eval() for model in (generator, discriminator)]
        said = lambda scores: tensor(values(torch.sigmoid(scores)))
        return {
            "inference": {"generator": pictures(still[0](z)), "discriminator": said(still[1](x))},
            "training": {"generator": pictures(trained[0](z)), "discriminator": said(trained[1](x))},
            "averages": {
                # Decoders are not asked here, and nothing of theirs moves.
                player: tensors(averages(model)) for player, model in zip(("generator", "discriminator"), trained)
            },
        }


masks = draw_noise(generator, BATCH)
golden["forward"] = {"latents": tensor(noise), "real": tensor(real_images), "masks": masks, **forward(generator, discriminator, z, x)}

masks = draw_noise(generator, BATCH)
part = mask_values((2,), 0.5)
part[:] = (1, 0)
margins = mask_values((2 * BATCH, 50), 0.5)
masks += [{"player": "discriminator", **mask_record(QUADRANT, part)}] * 2
masks += [{"player": "discriminator", **mask_record(MARGINS, margins)}]
margin = LOW + (1 - LOW) * torch.from_numpy(margins)

optimizers["discriminator"].zero_grad()
fake = generator(z).detach()
said, reconstruction = discriminator(x, [int(choice) for choice in part])
real_loss = F.relu(margin[:BATCH] - said).mean()
fake_loss = F.relu(margin[BATCH:] + discriminator(fake)).mean()
d_loss = real_loss + fake_loss + reconstruction
d_loss.backward()
d_gradients = gradients(discriminator)
optimizers["discriminator"].step()

masks += draw_noise(generator, BATCH)
optimizers["generator"].zero_grad()
g_loss = -discriminator(generator(z)).mean()
g_loss.backward()
g_gradients = gradients(generator)
optimizers["generator"].step()

golden["steps"] = [{
    "real": tensor(real_images),
    "latents": {"discriminator": tensor(noise)},
    "masks": masks,
    "losses": {
        "dLossReal": real_loss.item(), "dLossFake": fake_loss.item(), "dReconstruction": reconstruction.item(),
        "dLoss": d_loss.item(), "gLoss": g_loss.item(),
    },
    "gradients": {"discriminator": [d_gradients], "generator": [g_gradients]},
    "after": {"generator": tensors(weights(generator)), "discriminator": tensors(weights(discriminator))},
    "optimizers": {"generator": slots(by_name, generator, optimizers["generator"]), "discriminator": slots(by_name, discriminator, optimizers["discriminator"])},
}]
write("fastgan", golden, {"torch": torch.__version__})
