"""A small convolutional network that reads handwritten digits.

The layers have only a ``forward``: their gradients and their arithmetic follow from it. Needs
scikit-learn, for the digits. In a copy of the repository:

    pip install ".[examples]"
    python examples/convolution.py

It writes ``convolution.html``, a page with every number of one digit.
"""

import numpy as np
from sklearn.datasets import load_digits

import handnn as hn


class Convolution(hn.Layer):
    """Move each kernel of 3 x 3 over a picture; a channel of the output per kernel."""

    parameter_names = ("kernels", "b")
    sample_ndim = 3  # a sample is a picture: (channels, rows, columns)

    def __init__(self, kernels, b, name=None):
        super().__init__(name=name)
        self.kernels, self.b = kernels, b

    def forward(self, x):
        rows, columns = x.shape[-2] - 2, x.shape[-1] - 2
        z = self.b[:, None, None]
        for i in range(3):
            for j in range(3):
                z = z + x[..., i : i + rows, j : j + columns] * self.kernels[:, i, j, None, None]
        return z


class MaxPool(hn.Layer):
    """The largest number of each square of 2 x 2."""

    sample_ndim = 3

    def forward(self, x):
        larger = np.maximum(x[..., ::2, :], x[..., 1::2, :])  # of one row and the next
        return np.maximum(larger[..., ::2], larger[..., 1::2])


class Flatten(hn.Layer):
    """All numbers of a picture in a row."""

    sample_ndim = 3

    def forward(self, x):
        return x.reshape(*x.shape[:-3], -1)


# 1,797 pictures of 8 x 8 points from 0 to 16, in one channel. Every fourth picture is held out.
X, y = load_digits(return_X_y=True)
X = X.reshape(-1, 1, 8, 8) / 16
held_out = np.arange(len(X)) % 4 == 3

KERNELS = 6
rng = np.random.default_rng(0)
net = hn.Sequential(
    Convolution(rng.normal(0, 0.4, (KERNELS, 3, 3)), np.zeros(KERNELS), name="convolution"),
    hn.ReLU(),
    MaxPool(name="pool"),
    Flatten(),
    hn.Dense.random(KERNELS * 3 * 3, 10, rng=rng, name="output"),
)
print(net.summary(X[0]))
history = hn.fit(
    net,
    X[~held_out],
    y[~held_out],
    loss=hn.CrossEntropy(),
    optimizer=hn.Adam(lr=0.01),
    epochs=10,
    batch_size=64,
    rng=rng,
)
print(history)
right = hn.accuracy(net, X[held_out], y[held_out])
print(f"Accuracy on the held-out digits: {right:.1%}")

# A number in the middle of the first channel: a kernel and its patch of the picture.
trace = net.trace(X[held_out][0])
print(trace["convolution"].explain((0, 2, 3)))

# The largest number of all: the larger one of two rows.
larger = trace["pool"]["larger"]
print(larger.explain(np.unravel_index(larger.output.argmax(), larger.output.shape)))
trace.save("convolution.html")
print("convolution.html is written.")
