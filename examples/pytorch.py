"""The hidden-layer exercise in PyTorch: the same numbers, layer by layer.

Needs PyTorch. In a copy of the repository:

    pip install ".[torch]"
    python examples/pytorch.py
"""

import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.ReLU())
with torch.no_grad():
    W1 = [[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]
    net[0].weight[:] = torch.tensor(W1)
    net[0].bias[:] = torch.tensor([-5, 0, 1, -2])
    W2 = [[1, 1, -1, 0], [0, 0, 1, -1]]
    net[2].weight[:] = torch.tensor(W2)
    net[2].bias[:] = torch.tensor([0, 1])

values = [torch.tensor([2.0, 1.0, 3.0])]
for layer in net:
    values.append(layer(values[-1]))
    print(layer, values[-1].tolist())
