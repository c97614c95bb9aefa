"""Two moons: a picture of the boundary that a small network has learnt.

Needs scikit-learn for the data and matplotlib for the picture. In a copy of the
repository:

    pip install ".[examples]"
    python examples/moons.py

writes ``moons.png``: the samples, the regions that the network assigns to each
moon, and the loss during training.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

import handnn as hn

X, y = make_moons(n_samples=300, noise=0.15, random_state=0)

rng = np.random.default_rng(0)
net = hn.Sequential(
    hn.Dense.random(2, 16, rng=rng, name="hidden"),
    hn.ReLU(),
    hn.Dense.random(16, 16, rng=rng, name="second"),
    hn.ReLU(),
    hn.Dense.random(16, 2, rng=rng, name="output"),
)
history = hn.fit(net, X, y, loss=hn.CrossEntropy(), optimizer=hn.Adam(lr=0.01), epochs=100, rng=rng)
print(history)

# Ask the network about every point of a grid, and draw the line where its answer changes.
across, down = np.meshgrid(np.linspace(-1.6, 2.6, 200), np.linspace(-1.1, 1.6, 200))
logits = net(np.column_stack([across.ravel(), down.ravel()]))
lead = (logits[:, 1] - logits[:, 0]).reshape(across.shape)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
left.contourf(across, down, lead, levels=[-np.inf, 0, np.inf], colors=["#d9e6f2", "#f6e3cd"])
left.contour(across, down, lead, levels=[0], colors="black")
for moon, (marker, colour) in enumerate([("o", "#1f5a94"), ("^", "#b85c00")]):
    left.scatter(*X[y == moon].T, s=18, marker=marker, color=colour, label=f"moon {moon}")
left.legend()
left.set_title(f"accuracy {hn.accuracy(net, X, y):.1%}")
history.plot(right)
figure.savefig("moons.png", dpi=120)
print("moons.png is written.")
