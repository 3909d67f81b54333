"""Residual networks with spectral norm and, with labels, projection, and with self-attention, as PyTorch computes them."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from golden import ITERATIONS, image_fields, kernel_values, normal, pixels, rng, slot_values, tensor, tensors, uniform

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)
# In float32 these networks differ from themselves, computed in float64, by as much as a comparison allows.
torch.set_default_dtype(torch.float64)

# Axes of PyTorch's arrays in Forger's order.
ORDERS = {"conv": (2, 3, 1, 0), "dense": (1, 0), "bias": (0,), "scale": (0,), "table": (0, 1), "scales": (0, 1)}


def exactly(array):
    """Values of float32 to compute with in float64."""
    return torch.from_numpy(np.ascontiguousarray(array)).double()


class Part:
    """A network whose weights and buffers are known by Forger's names."""

    def __init__(self, stack, classes, meta=False):
        self.stack, self.classes, self.training = stack, classes, True
        self.device = "meta" if meta else "cpu"
        self.kinds, self.weights, self.buffers = {}, {}, {}

    def weight(self, name, kind, *shape):
        self.kinds[name] = kind
        self.weights[name] = torch.zeros(*shape, device=self.device, requires_grad=True)

    def buffer(self, name, *shape):
        self.buffers[name] = torch.zeros(*shape, device=self.device)

    def vector_of(self, name):
        layer, weight = name.rsplit("/", 1)
        return f"{layer}/singularVector" + ("" if weight == "kernel" else f".{weight}")

    def normed_weight(self, name, kind, *shape):
        self.weight(name, kind, *shape)
        self.buffer(self.vector_of(name), *((shape[0], 1) if kind == "table" else (1, shape[0])))

    def normed(self, name):
        """A weight over its largest singular value: one power iteration a pass in training, its vectors constant to gradients."""
        weight, vector = self.weights[name], self.vector_of(name)
        matrix = weight.flatten(1)
        with torch.no_grad():
            u = self.buffers[vector].reshape(1, -1)
            v = F.normalize(u @ matrix, eps=1e-12)
            if self.training:
                u = F.normalize(v @ matrix.T, eps=1e-12)
                self.buffers[vector] = u.reshape(self.buffers[vector].shape)
        return weight / (u @ matrix @ v.T).reshape(())

    def kernel(self, name):
        return self.normed(name) if self.vector_of(name) in self.buffers else self.weights[name]

    def add_conv(self, name, inputs, filters, side, normed):
        (self.normed_weight if normed else self.weight)(f"{name}/kernel", "conv", filters, inputs, side, side)
        self.weight(f"{name}/bias", "bias", filters)

    def conv(self, name, x):
        kernel = self.kernel(f"{name}/kernel")
        return F.conv2d(x, kernel, self.weights[f"{name}/bias"], padding=kernel.shape[-1] // 2)

    def add_norm(self, name, channels, labelled):
        shape = (self.classes, channels) if labelled and self.classes else (channels,)
        kind = "scales" if len(shape) > 1 else "scale"
        self.weight(f"{name}/gamma", kind, *shape)
        self.weight(f"{name}/beta", kind, *shape)
        self.buffer(f"{name}/movingMean", channels)
        self.buffer(f"{name}/movingVariance", channels)

    def norm(self, name, x, labels):
        mean, variance = self.buffers[f"{name}/movingMean"].clone(), self.buffers[f"{name}/movingVariance"].clone()
        y = F.batch_norm(x, mean, variance, training=self.training, momentum=self.stack["share"], eps=self.stack["epsilon"])
        if self.training and self.stack.get("population"):
            # TensorFlow's moments are those of the batch itself.
            kept = self.buffers[f"{name}/movingVariance"]
            variance = kept * (1 - self.stack["share"]) + x.detach().var((0, 2, 3), correction=0) * self.stack["share"]
        if self.training:
            self.buffers[f"{name}/movingMean"], self.buffers[f"{name}/movingVariance"] = mean, variance
        gamma, beta = self.weights[f"{name}/gamma"], self.weights[f"{name}/beta"]
        if gamma.dim() > 1:
            return y * gamma[labels][:, :, None, None] + beta[labels][:, :, None, None]
        return y * gamma[None, :, None, None] + beta[None, :, None, None]

    def add_attention(self, name, channels):
        keys, values = max(1, channels // 8), max(1, channels // 2)
        for part, size, inputs in (("query", keys, channels), ("key", keys, channels), ("value", values, channels), ("output", channels, values)):
            self.normed_weight(f"{name}/{part}", "dense", size, inputs)
        self.weight(f"{name}/gamma", "scale", 1)

    def attention(self, name, x):
        """As the authors' code has it: convolutions of 1 x 1, keys and values pooled, no division by a root."""

        def seen(part, image=x):
            return F.conv2d(image, self.normed(f"{name}/{part}")[:, :, None, None])

        query = seen("query").flatten(2)
        key, value = (F.max_pool2d(seen(part), 2).flatten(2) for part in ("key", "value"))
        shares = F.softmax(query.transpose(1, 2) @ key, dim=-1)
        taken = (value @ shares.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.weights[f"{name}/gamma"] * seen("output", taken)

    def attends(self, side):
        return side == self.stack.get("attends")

    def arrays(self, pick=lambda name, weight: weight.detach().numpy()):
        return {name: np.transpose(pick(name, self.weights[name]), ORDERS[kind]).copy() for name, kind in self.kinds.items()}

    def all_arrays(self):
        return {**self.arrays(), **{name: value.numpy().copy() for name, value in self.buffers.items()}}

    def counts(self):
        return {
            "trainable": sum(weight.numel() for weight in self.weights.values()),
            "nonTrainable": sum(buffer.numel() for buffer in self.buffers.values()),
        }

    def fill(self):
        """Values as after some training."""
        with torch.no_grad():
            for name, weight in self.weights.items():
                shape = tuple(weight.shape)
                if name.endswith("/gamma"):
                    array = uniform(0.5, 1.5, shape)
                elif len(shape) == 1 or name.endswith("/beta"):
                    array = uniform(-0.3, 0.3, shape)
                else:
                    array = kernel_values(shape, int(np.prod(shape[1:])))
                weight.copy_(exactly(array))
        for name, buffer in self.buffers.items():
            shape = tuple(buffer.shape)
            if name.endswith("/movingVariance"):
                array = uniform(0.2, 1.0, shape)
            elif name.endswith("/movingMean"):
                array = uniform(-0.3, 0.3, shape)
            else:
                array = normal(*shape)
                array /= np.linalg.norm(array)
            self.buffers[name] = exactly(array)


class Generator(Part):
    def __init__(self, image, latent_size, stack, classes, meta=False):
        super().__init__(stack, classes, meta)
        made = stack["made"]
        doublings = len(made) - 1
        self.start = [side // 2**doublings for side in image[:2]]
        units = self.start[0] * self.start[1] * made[0]
        normed = stack.get("normed_generator", False)
        (self.normed_weight if normed else self.weight)("project/kernel", "dense", units, latent_size)
        self.weight("project/bias", "bias", units)
        for index in range(doublings):
            name, inputs, filters = f"made{index + 1}", made[index], made[index + 1]
            self.add_norm(f"{name}.norm1", inputs, True)
            self.add_conv(f"{name}.first", inputs, filters, 3, normed)
            self.add_norm(f"{name}.norm2", filters, True)
            self.add_conv(f"{name}.second", filters, filters, 3, normed)
            self.add_conv(f"{name}.direct", inputs, filters, 1, normed)
            if self.attends(min(self.start) * 2 ** (index + 1)):
                self.add_attention(name, filters)
        self.add_norm("norm", made[-1], False)
        self.add_conv("image", made[-1], image[2], 3, normed)

    def __call__(self, z, labels):
        x = z @ self.kernel("project/kernel").T + self.weights["project/bias"]
        x = x.unflatten(1, (*self.start, self.stack["made"][0])).permute(0, 3, 1, 2)
        for index in range(len(self.stack["made"]) - 1):
            name = f"made{index + 1}"
            h = F.interpolate(F.relu(self.norm(f"{name}.norm1", x, labels)), scale_factor=2, mode="nearest")
            h = F.relu(self.norm(f"{name}.norm2", self.conv(f"{name}.first", h), labels))
            # As published: repeated first, then convolved.
            x = self.conv(f"{name}.second", h) + self.conv(f"{name}.direct", F.interpolate(x, scale_factor=2, mode="nearest"))
            if f"{name}/query" in self.kinds:
                x = self.attention(name, x)
        return torch.tanh(self.conv("image", F.relu(self.norm("norm", x, labels))))

    def still(self):
        """Biases that the next batch norm takes out again: their gradient is zero but for rounding."""
        return [f"made{index + 1}.{part}/bias" for index in range(len(self.stack["made"]) - 1) for part in ("first", "second", "direct")]


class Discriminator(Part):
    def __init__(self, image, stack, classes, meta=False):
        super().__init__(stack, classes, meta)
        first, *deeper = stack["seen"]
        self.add_conv("seen1.first", image[2], first, 3, True)
        self.add_conv("seen1.second", first, first, 3, True)
        self.add_conv("seen1.direct", image[2], first, 1, True)
        channels, side = first, min(image[:2]) // 2
        if self.attends(side):
            self.add_attention("seen1", first)
        for index, (filters, halves) in enumerate(deeper):
            name = f"seen{index + 2}"
            hidden = filters if stack.get("leaving") else channels
            self.add_conv(f"{name}.first", channels, hidden, 3, True)
            self.add_conv(f"{name}.second", hidden, filters, 3, True)
            if halves or filters != channels:
                self.add_conv(f"{name}.direct", channels, filters, 1, True)
            if halves:
                side //= 2
                if self.attends(side):
                    self.add_attention(name, filters)
            channels = filters
        score = "plain" if classes else "score"
        self.normed_weight(f"{score}/kernel", "dense", 1, channels)
        if stack["score_bias"]:
            self.weight(f"{score}/bias", "bias", 1)
        if classes:
            self.normed_weight("fit/embeddings", "table", classes, channels)

    def __call__(self, x, labels):
        h = F.avg_pool2d(self.conv("seen1.second", F.relu(self.conv("seen1.first", x))), 2)
        x = h + self.conv("seen1.direct", F.avg_pool2d(x, 2))
        if "seen1/query" in self.kinds:
            x = self.attention("seen1", x)
        for index, (_, halves) in enumerate(self.stack["seen"][1:]):
            name = f"seen{index + 2}"
            h = self.conv(f"{name}.second", F.relu(self.conv(f"{name}.first", F.relu(x))))
            # As published: convolved first, then pooled.
            direct = self.conv(f"{name}.direct", x) if f"{name}.direct/kernel" in self.kinds else x
            x = F.avg_pool2d(h, 2) + F.avg_pool2d(direct, 2) if halves else h + direct
            if f"{name}/query" in self.kinds:
                x = self.attention(name, x)
        features = F.relu(x).sum((2, 3))
        score = "plain" if self.classes else "score"
        said = features @ self.normed(f"{score}/kernel").T
        if f"{score}/bias" in self.kinds:
            said = said + self.weights[f"{score}/bias"]
        if self.classes:
            said = said + (self.normed("fit/embeddings")[labels] * features).sum(1, keepdim=True)
        return said


class Adam:
    """Kingma & Ba 2015, section 2: epsilon on the root of the uncorrected second moment, as Chainer and TensorFlow have it."""

    def __init__(self, part, rate, beta2, slots, epsilon=1e-8):
        self.part, self.rate, self.beta2, self.epsilon, self.updates = part, rate, beta2, epsilon, ITERATIONS
        self.m, self.v = {}, {}
        for name, weight in part.weights.items():
            m, v = slot_values(tuple(weight.shape))
            # Without momentum a step is the newest gradient over the root of v alone, its rounding with it.
            self.m[name], self.v[name] = exactly(m), exactly(v * np.float32(slots))

    def step(self, gradients, share):
        self.updates += 1
        rate = self.rate * share * math.sqrt(1 - self.beta2**self.updates)
        with torch.no_grad():
            for name, gradient in gradients.items():
                self.m[name] = gradient
                self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * gradient**2
                self.part.weights[name] -= rate * gradient / (self.v[name].sqrt() + self.epsilon)

    def slots(self):
        return {
            "iterations": self.updates,
            "m": tensors(self.part.arrays(lambda name, _: self.m[name].numpy())),
            "v": tensors(self.part.arrays(lambda name, _: self.v[name].numpy())),
        }


def gradients_of(part, loss):
    names = list(part.weights)
    return dict(zip(names, torch.autograd.grad(loss, [part.weights[name] for name in names])))


def labels_of(count, classes):
    return torch.from_numpy(rng.integers(0, max(1, classes), count))


def play(image, latent_size, batch, classes, stack, rates, share_at, steps=2, beta2=0.9, slots=50):
    """Everything of the golden file but its settings and counts."""
    generator, discriminator = Generator(image, latent_size, stack, classes), Discriminator(image, stack, classes)
    parts = {"generator": generator, "discriminator": discriminator}
    for part in parts.values():
        part.fill()
    optimizers = {player: Adam(part, rates[player], beta2, slots) for player, part in parts.items()}

    def shown(array):
        return exactly(np.transpose(array, (0, 3, 1, 2)))

    def everything(read):
        return {player: tensors(read(part)) for player, part in parts.items()}

    inputs = [
        {
            "real": pixels(-1, 1, (batch, *image)), "z_d": normal(batch, latent_size), "z_g": normal(batch, latent_size),
            **{name: labels_of(batch, classes) for name in ("real_labels", "labels_d", "labels_g")},
        }
        for _ in range(steps)
    ]
    golden = {
        "image": image_fields(image), "latentSize": latent_size, "batch": batch, "classes": classes,
        "widths": {"generator": {}, "discriminator": {}},
        "before": everything(Part.all_arrays),
        "optimizersBefore": {player: optimizer.slots() for player, optimizer in optimizers.items()},
        "still": generator.still(),
        "steps": [],
    }

    first = inputs[0]
    forward = {"latents": tensor(first["z_d"]), "real": tensor(first["real"]), "masks": []}
    if classes:
        forward["labels"] = first["real_labels"].tolist()
    kept = {player: dict(part.buffers) for player, part in parts.items()}
    for mode in ("inference", "training"):
        for part in parts.values():
            part.training = mode == "training"
        with torch.no_grad():
            made = generator(exactly(first["z_d"]), first["real_labels"]).numpy().transpose(0, 2, 3, 1)
            said = torch.sigmoid(discriminator(shown(first["real"]), first["real_labels"])).numpy()
        forward[mode] = {"generator": tensor(made), "discriminator": tensor(said)}
    forward["averages"] = {
        player: tensors({name: value.numpy().copy() for name, value in part.buffers.items()}) for player, part in parts.items()
    }
    for player, part in parts.items():
        part.buffers = kept[player]
    golden["forward"] = forward

    for step, given in enumerate(inputs):
        share = share_at(step)
        found = {}

        def move(player, loss):
            gradients = gradients_of(parts[player], loss)
            found[player] = [tensors(parts[player].arrays(lambda name, _: gradients[name].numpy()))]
            optimizers[player].step(gradients, share)

        fake = generator(exactly(given["z_d"]), given["labels_d"]).detach()
        # In one pass, so that the vectors move once.
        said = discriminator(torch.cat([shown(given["real"]), fake]), torch.cat([given["real_labels"], given["labels_d"]]))
        on_real, on_fake = F.relu(1 - said[:batch]).mean(), F.relu(1 + said[batch:]).mean()
        move("discriminator", on_real + on_fake)
        g_loss = -discriminator(generator(exactly(given["z_g"]), given["labels_g"]), given["labels_g"]).mean()
        move("generator", g_loss)
        golden["steps"].append({
            "real": tensor(given["real"]),
            "latents": {"discriminator": tensor(given["z_d"]), "generator": tensor(given["z_g"])},
            **({"labels": {
                "real": given["real_labels"].tolist(), "discriminator": given["labels_d"].tolist(), "generator": given["labels_g"].tolist(),
            }} if classes else {}),
            "masks": [],
            "losses": {
                "dLossReal": on_real.item(), "dLossFake": on_fake.item(), "dLoss": (on_real + on_fake).item(), "gLoss": g_loss.item(),
            },
            "gradients": found,
            "after": everything(Part.all_arrays),
            "optimizers": {player: optimizer.slots() for player, optimizer in optimizers.items()},
        })
    return golden


def full_counts(image, latent_size, classes, stack):
    generator = Generator(image, latent_size, stack, classes, meta=True)
    discriminator = Discriminator(image, stack, classes, meta=True)
    return {
        "image": image_fields(image), "classes": classes,
        "generator": generator.counts(), "discriminator": discriminator.counts(),
    }
