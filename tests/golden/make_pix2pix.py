"""Writes pix2pix.json: pix2pix (Isola et al. 2017) as PyTorch computes it, from the paper and the numbers of the authors' code.

A U-Net of 4x4 convolutions with stride 2 down to one pixel and up again, batch norm by the batch in training and in samples,
dropout in the innermost up-blocks; D on input and target joined, a score for each patch; D's losses halved, and
100 times L1 in G's. Batches are of one pair. Both networks are narrow here, and their images have 12 pixels: two halvings,
and 3x3 for what is left.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from golden import image_fields, kernel_values, mask_record, mask_values, pixels, tensor, tensors, uniform, write
from golden_adam import slots, values, warm

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

EPSILON, SLOPE, KEEP, L1 = 1e-5, 0.2, 0.5, 100.0
TIMES = [1, 2, 4, 8]
HALVING = (4, 2, 1)


def steps_of(side):
    """Kernel, stride and padding of each step down to one pixel."""
    steps = []
    while side % 2 == 0:
        steps.append(HALVING)
        side //= 2
    return steps if side == 1 else [*steps, (side, side, 0)]


class Part(nn.Module):
    """A network whose weights are known by Forger's names."""

    def __init__(self, base):
        super().__init__()
        self.base, self.kinds = base, {}

    def wide(self, depth):
        return self.base * (TIMES[depth] if depth < len(TIMES) else TIMES[-1])

    def weight(self, name, kind, *shape):
        self.kinds[name] = kind
        self.register_parameter(name.replace(".", "_").replace("/", "__"), nn.Parameter(torch.zeros(*shape)))

    def of(self, name):
        return getattr(self, name.replace(".", "_").replace("/", "__"))

    def add_norm(self, name, channels):
        self.weight(f"{name}/gamma", "gamma", channels)
        self.weight(f"{name}/beta", "bias", channels)

    def norm(self, name, x):
        """Batch norm by the moments of the batch."""
        return F.batch_norm(x, None, None, self.of(f"{name}/gamma"), self.of(f"{name}/beta"), training=True, eps=EPSILON)


class Generator(Part):
    def __init__(self, image, base):
        super().__init__(base)
        side, _, colours = image
        self.steps = steps_of(side)
        depth = len(self.steps)
        self.noisy = max(1, min(3, depth - 4))
        self.sides, self.kept = {}, {}
        before = colours
        for at, (kernel, stride, padding) in enumerate(self.steps):
            self.normed_down = range(1, depth - 1)
            self.sides[at] = side
            side = (side + 2 * padding - kernel) // stride + 1
            normed = at in self.normed_down
            self.weight(f"down{at + 1}.conv/kernel" if normed else f"down{at + 1}/kernel", "conv", self.wide(at), before, kernel, kernel)
            if normed:
                self.add_norm(f"down{at + 1}", self.wide(at))
            before = self.wide(at)
        for at in range(depth - 1, 0, -1):
            kernel = self.steps[at][0]
            self.weight(f"up{at}.conv/kernel", "conv", before, self.wide(at - 1), kernel, kernel)
            self.add_norm(f"up{at}.norm" if depth - at <= self.noisy else f"up{at}", self.wide(at - 1))
            before = 2 * self.wide(at - 1)
        self.weight("image/kernel", "conv", before, colours, 4, 4)
        self.weight("image/bias", "bias", colours)

    def noisy_blocks(self):
        depth = len(self.steps)
        return [at for at in range(depth - 1, 0, -1) if depth - at <= self.noisy]

    def mask_shape(self, at):
        return (self.sides[at], self.sides[at], self.wide(at - 1))

    def forward(self, x, masks):
        """masks: of each noisy block, [n, height, width, channels]."""
        depth, seen = len(self.steps), []
        for at, (_, stride, padding) in enumerate(self.steps):
            name = f"down{at + 1}"
            normed = at in self.normed_down
            x = F.leaky_relu(x, SLOPE) if at > 0 else x
            x = F.conv2d(x, self.of(f"{name}.conv/kernel" if normed else f"{name}/kernel"), stride=stride, padding=padding)
            x = self.norm(name, x) if normed else x
            seen.append(x)
        for at in range(depth - 1, 0, -1):
            _, stride, padding = self.steps[at]
            noisy = at in masks
            x = F.conv_transpose2d(F.relu(x), self.of(f"up{at}.conv/kernel"), stride=stride, padding=padding)
            x = self.norm(f"up{at}.norm" if noisy else f"up{at}", x)
            x = x * masks[at].permute(0, 3, 1, 2) / KEEP if noisy else x
            x = torch.cat([seen[at - 1], x], 1)
        return torch.tanh(F.conv_transpose2d(F.relu(x), self.of("image/kernel"), self.of("image/bias"), stride=2, padding=1))


class Discriminator(Part):
    def __init__(self, image, base):
        super().__init__(base)
        side, _, colours = image
        self.halvings = 3 if side >= 128 else 2 if side >= 64 else 1
        self.weight("see1/kernel", "conv", self.wide(0), 2 * colours, 4, 4)
        self.weight("see1/bias", "bias", self.wide(0))
        for at in range(1, self.halvings + 1):
            self.weight(f"see{at + 1}/kernel", "conv", self.wide(at), self.wide(at - 1), 4, 4)
            self.add_norm(f"see{at + 1}.norm", self.wide(at))
        self.weight("score/kernel", "conv", 1, self.wide(self.halvings), 4, 4)
        self.weight("score/bias", "bias", 1)

    def forward(self, joined):
        x = F.leaky_relu(F.conv2d(joined, self.of("see1/kernel"), self.of("see1/bias"), stride=2, padding=1), SLOPE)
        for at in range(1, self.halvings + 1):
            stride = 2 if at < self.halvings else 1
            x = F.conv2d(x, self.of(f"see{at + 1}/kernel"), stride=stride, padding=1)
            x = F.leaky_relu(self.norm(f"see{at + 1}.norm", x), SLOPE)
        return F.conv2d(x, self.of("score/kernel"), self.of("score/bias"), padding=1).flatten(1)


ORDERS = {"conv": (2, 3, 1, 0), "bias": (0,), "gamma": (0,)}


def by_name(model, pick):
    """Arrays of a model under Forger's names, axes in its order."""
    return {name: np.transpose(pick(model.of(name)), ORDERS[kind]).copy() for name, kind in model.kinds.items()}


def set_weights(model):
    with torch.no_grad():
        for name, kind in model.kinds.items():
            parameter = model.of(name)
            shape = tuple(parameter.shape)
            if kind == "conv":
                array = kernel_values(shape, int(np.prod(shape[1:])))
            else:
                array = uniform(*((0.5, 1.5) if kind == "gamma" else (-0.3, 0.3)), shape)
            parameter.copy_(torch.from_numpy(array))


def count(model):
    kept = sum(int(np.prod(model.mask_shape(at))) for at in model.noisy_blocks()) if isinstance(model, Generator) else 0
    return {"trainable": sum(parameter.numel() for parameter in model.parameters()), "nonTrainable": kept}


def full_counts(image):
    with torch.device("meta"):
        pair = Generator(image, 64), Discriminator(image, 64)
    return {"image": image_fields(image), "generator": count(pair[0]), "discriminator": count(pair[1])}


def first(array):
    """Channels first."""
    return torch.from_numpy(np.ascontiguousarray(np.transpose(array, (0, 3, 1, 2))))


def last(x):
    return values(x).transpose(0, 2, 3, 1)


def play(image=(12, 12, 3), base=2, batch=1, steps=2, layers={2: 9}):
    """layers: by its place in the U-Net, the index that Forger gives a block's dropout."""
    generator, discriminator = Generator(image, base), Discriminator(image, base)
    models = {"generator": generator, "discriminator": discriminator}
    for model in models.values():
        set_weights(model)
    kept = {at: mask_values(generator.mask_shape(at), KEEP) for at in generator.noisy_blocks()}
    optimizers = {player: torch.optim.Adam(model.parameters(), lr=2e-4, betas=(0.5, 0.999)) for player, model in models.items()}

    def draw():
        masks = {at: mask_values((batch, *generator.mask_shape(at)), KEEP) for at in generator.noisy_blocks()}
        records = [{"player": "generator", **mask_record(layers[at], mask)} for at, mask in masks.items()]
        return {at: torch.from_numpy(mask) for at, mask in masks.items()}, records

    def weights():
        buffers = {f"up{at}/kept": mask for at, mask in kept.items()}
        return {
            "generator": tensors({**by_name(generator, values), **buffers}),
            "discriminator": tensors(by_name(discriminator, values)),
        }

    pairs = [[pixels(-1, 1, (batch, *image)) for _ in range(2)] for _ in range(steps)]
    golden = {
        "image": image_fields(image),
        "latentSize": 1,
        "batch": batch,
        "width": base / 64,
        "widths": {"generator": {}, "discriminator": {}},
        "counts": [full_counts(size) for size in ((256, 256, 3), (128, 128, 3), (64, 64, 3), (64, 64, 1), (32, 32, 3), (28, 28, 1))],
        "before": weights(),
        "optimizersBefore": {player: warm(by_name, model, optimizers[player]) for player, model in models.items()},
        "steps": [],
    }
    given, target = pairs[0]
    masks, records = draw()
    with torch.no_grad():
        still = {at: torch.from_numpy(mask[None]) for at, mask in kept.items()}
        said = {"discriminator": tensor(values(torch.sigmoid(discriminator(torch.cat([first(given), first(target)], 1)))))}
        golden["forward"] = {
            "latents": tensor(given),
            "real": tensor(np.concatenate([given, target], 3)),
            "masks": records,
            "averages": {"generator": {}, "discriminator": {}},
            "inference": {"generator": tensor(last(generator(first(given), still))), **said},
            "training": {"generator": tensor(last(generator(first(given), masks))), **said},
        }

    for given, target in pairs:
        found = {}

        def move(player, loss):
            model = models[player]
            parameters = list(model.parameters())
            for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.grad = gradient
            found[player] = tensors(by_name(model, lambda parameter: values(parameter.grad)))
            optimizers[player].step()

        def says(scores, real):
            return F.binary_cross_entropy_with_logits(scores, torch.full_like(scores, real))

        x, y = first(given), first(target)
        of_d, records_d = draw()
        of_g, records_g = draw()
        fake = generator(x, of_d).detach()
        real_loss = says(discriminator(torch.cat([x, y], 1)), 1.0)
        fake_loss = says(discriminator(torch.cat([x, fake], 1)), 0.0)
        move("discriminator", (real_loss + fake_loss) * 0.5)
        made = generator(x, of_g)
        apart = (made - y).abs().mean()
        g_loss = says(discriminator(torch.cat([x, made], 1)), 1.0) + L1 * apart
        move("generator", g_loss)
        golden["steps"].append({
            "real": tensor(np.concatenate([given, target], 2)),
            "latents": {"discriminator": tensor(given)},
            "masks": records_d + records_g,
            "losses": {
                "dLossReal": real_loss.item(), "dLossFake": fake_loss.item(), "dLoss": ((real_loss + fake_loss) * 0.5).item(),
                "gLoss": g_loss.item(), "gTargetDistance": apart.item(),
            },
            "gradients": {player: [gradients] for player, gradients in found.items()},
            "after": weights(),
            "optimizers": {player: slots(by_name, model, optimizers[player]) for player, model in models.items()},
        })
    write("pix2pix", golden, {"torch": torch.__version__})


if __name__ == "__main__":
    play()
