"""Reads a checkpoint's optimizers.safetensors with the reference library and writes it back.

Not part of the test command (it needs `pip install safetensors numpy`):
    python tests/store/check_safetensors.py <run>/checkpoints/step-00000469
Prints every slot with its shape, and fails unless the reference library reads the file, agrees on the
values that lie in it, and finds finite second moments that are not negative.
"""

import json
import struct
import sys
from pathlib import Path

import numpy
from safetensors import safe_open
from safetensors.numpy import load, save

path = Path(sys.argv[1]) / "optimizers.safetensors"
data = path.read_bytes()
(length,) = struct.unpack("<Q", data[:8])
header = json.loads(data[8 : 8 + length])
tensors = load(data)
assert set(tensors) == set(header) - {"__metadata__"}, "names differ"
for name, tensor in tensors.items():
    begin, end = header[name]["data_offsets"]
    assert tensor.dtype == numpy.float32 and tensor.tobytes() == data[8 + length + begin : 8 + length + end], name
    assert not name.endswith("/v") or (numpy.isfinite(tensor).all() and (tensor >= 0).all()), name
    print(f"{name:48} {tensor.shape}")
with safe_open(path, framework="numpy") as opened:
    print("metadata:", opened.metadata())
assert all((load(save(tensors))[name] == tensor).all() for name, tensor in tensors.items())
print(f"{len(tensors)} slots, {len(data)} bytes: the reference library agrees.")
