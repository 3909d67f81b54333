"""Reads event files with TensorBoard's own readers and prints what they hold as JSON.

    python tests/export/tensorboard/support/read_events.py <folder of event files>
The readers check every CRC; a record that is not whole ends its file, as in TensorBoard itself.
"""

import hashlib
import json
import logging
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

logging.disable(logging.WARNING)
folder = sys.argv[1]
everything = dict.fromkeys(["scalars", "images", "histograms", "tensors", "compressedHistograms", "audio"], 0)
read = EventAccumulator(folder, size_guidance=everything)
read.Reload()
tags = read.Tags()


def image(event):
    digest = hashlib.sha256(event.encoded_image_string).hexdigest()
    return [event.step, event.wall_time, event.width, event.height, digest]


def histogram(event):
    value = event.histogram_value
    fields = ["min", "max", "num", "sum", "sum_squares", "bucket_limit", "bucket"]
    return [event.step, event.wall_time, {field: getattr(value, field) for field in fields}]


print(
    json.dumps(
        {
            "scalars": {tag: [[e.step, e.wall_time, e.value] for e in read.Scalars(tag)] for tag in tags["scalars"]},
            "images": {tag: [image(e) for e in read.Images(tag)] for tag in tags["images"]},
            "histograms": {tag: [histogram(e) for e in read.Histograms(tag)] for tag in tags["histograms"]},
            # Step and kind of every record, file by file, with nothing taken back.
            "files": {
                path.name: [[e.step, e.WhichOneof("what")] for e in LegacyEventFileLoader(str(path)).Load()]
                for path in sorted(Path(folder).iterdir())
            },
        }
    )
)
