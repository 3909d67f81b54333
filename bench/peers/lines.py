"""How a measured program and the bench speak: lines of JSON, as in electron/engine/host/bench/messages.ts."""

import json
import resource
import statistics
import sys
import time

# As Forger's own processes are timed: stretches, after the preparations that only the beginning costs.
STRETCH_SECONDS = 0.1
WARM_UP_STEPS = 32
WARM_UP_SECONDS = 1.0


def say(answer):
    print(json.dumps(answer), flush=True)


def peak_memory_mib():
    # Kibibytes, but for macOS, which counts bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def stretch(step, steps, seconds):
    """Trains until so many steps are made or so much time is over; returns steps made."""
    started = time.perf_counter()
    made = 0
    while made == 0 or (made < steps and time.perf_counter() - started < seconds):
        step()
        made += 1
    return made


def lap(step, steps, seconds, cycle):
    """
    Median milliseconds a step: over `steps`, or where that is 0 over so much time. Where steps are not all alike, over
    whole cycles of them.
    """
    times = []
    left = steps or float("inf")
    started = time.perf_counter()
    while left > 0 and (steps or not times or time.perf_counter() - started < seconds):
        before = time.perf_counter()
        made = stretch(step, min(left, cycle), float("inf")) if cycle > 1 else stretch(step, left, STRETCH_SECONDS)
        times.append((time.perf_counter() - before) * 1000 / made)
        left -= made
    return statistics.median(times)


def take_part(device, library, make):
    """`make` takes the subject and gives a function that trains one step and brings both losses back."""
    lines = iter(sys.stdin.readline, "")
    try:
        subject = json.loads(next(lines))
        started = time.perf_counter()
        step, cycle = make(subject), subject["cycle"]
        step()
        first = (time.perf_counter() - started) * 1000
        stretch(step, WARM_UP_STEPS, WARM_UP_SECONDS)
        say({"device": device, "library": library, "firstStepMs": first})
        for line in lines:
            asked = json.loads(line)
            say({"msPerStep": lap(step, asked["steps"], asked["seconds"], cycle), "peakMemoryMiB": peak_memory_mib()})
    except Exception as error:  # Whatever it is, the bench tells it and goes on with the others.
        say({"failed": f"{type(error).__name__}: {error}"})
