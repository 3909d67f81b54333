"""Slots of torch.optim.Adam as Forger names them, and an Adam as after some training."""

import numpy as np
import torch

from golden import ITERATIONS, slot_values, tensors


def values(parameter):
    return parameter.detach().numpy()


def slots(by_name, model, optimizer):
    """`by_name(model, pick)`: what `pick` gives of each parameter, under Forger's names and with axes in its order."""
    state = optimizer.state
    return {
        "iterations": int(next(iter(state.values()))["step"]),
        "m": tensors(by_name(model, lambda parameter: values(state[parameter]["exp_avg"]))),
        "v": tensors(by_name(model, lambda parameter: values(state[parameter]["exp_avg_sq"]))),
    }


def warm(by_name, model, optimizer, louder=1):
    """`louder`: times the drawn v."""
    for parameter in model.parameters():
        m, v = (torch.from_numpy(np.asarray(array)).to(parameter.dtype) for array in slot_values(tuple(parameter.shape)))
        optimizer.state[parameter] = {"step": torch.tensor(float(ITERATIONS)), "exp_avg": m, "exp_avg_sq": v * louder}
    return slots(by_name, model, optimizer)
