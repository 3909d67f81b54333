"""An outside judge: a small convolutional classifier of clothes, trained with PyTorch; its last hidden layer are the features.

python classifier.py pictures/ features/ train-images.gz train-labels.gz
"""

import gzip
import pathlib
import sys

import numpy as np
import torch
from torch import nn

EPOCHS = 4
BATCH = 128
FEATURES = 64


def idx(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def scaled(pixels):
    return torch.from_numpy(pixels.reshape(-1, 1, 28, 28).astype(np.float32) / 127.5 - 1)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(64 * 7 * 7, FEATURES),
            nn.ReLU(),
        )
        self.head = nn.Linear(FEATURES, 10)

    def forward(self, x):
        return self.head(self.body(x))


def train(images, labels):
    torch.manual_seed(0)
    model = Classifier()
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    for epoch in range(EPOCHS):
        right = 0
        for some in torch.randperm(len(images)).split(BATCH):
            optimizer.zero_grad()
            scores = model(images[some])
            nn.functional.cross_entropy(scores, labels[some]).backward()
            optimizer.step()
            right += (scores.argmax(1) == labels[some]).sum().item()
        print(f"classifier: epoch {epoch + 1} of {EPOCHS}, right about {right / len(images):.1%}", flush=True)
    return model.eval()


def main():
    pictures, features, images, labels = (pathlib.Path(path) for path in sys.argv[1:])
    missing = [path for path in sorted(pictures.glob("*.npy")) if not (features / path.name).exists()]
    if not missing:
        return
    torch.set_num_threads(2)
    weights = features / "classifier.pt"
    if weights.exists():
        model = Classifier()
        model.load_state_dict(torch.load(weights, weights_only=True))
        model.eval()
    else:
        model = train(scaled(idx(images, 16)), torch.from_numpy(idx(labels, 8).astype(np.int64)))
        torch.save(model.state_dict(), weights)
    with torch.no_grad():
        for path in missing:
            values = torch.cat([model.body(some) for some in scaled(np.load(path)).split(500)])
            np.save(features / f"{path.stem}.kinds.npy", model.head(values).argmax(1).numpy().astype(np.uint8))
            np.save(features / path.name, values.numpy())


main()
