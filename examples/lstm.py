"""An LSTM: it reads a sequence and remembers whether the switch was last turned on or off.

The layer has only a ``forward``: its gradients and its arithmetic follow from it. Run it with

    python examples/lstm.py

It writes ``lstm.html``, a page with every number of one sequence.
"""

import numpy as np

import handnn as hn


def sigmoid(z):
    """A gate: between 0, closed, and 1, open."""
    return 1 / (1 + np.exp(-z))


class LSTM(hn.Layer):
    """Read a sequence token by token; the output is what is in mind at its end."""

    parameter_names = ("Wf", "Wi", "Wo", "Wg", "bf", "bi", "bo", "bg")
    sample_ndim = 2  # a sample is a sequence: (tokens, features)

    def __init__(self, Wf, Wi, Wo, Wg, bf, bi, bo, bg, name=None):
        super().__init__(name=name)
        self.Wf, self.Wi, self.Wo, self.Wg = Wf, Wi, Wo, Wg
        self.bf, self.bi, self.bo, self.bg = bf, bi, bo, bg

    def forward(self, x):
        h = np.zeros((*x.shape[:-2], len(self.bf)), dtype=x.dtype)
        c = np.zeros_like(h)
        for t in range(x.shape[-2]):
            hx = np.concatenate([h, x[..., t, :]], axis=-1)
            f = sigmoid(hx @ self.Wf.T + self.bf)  # how much to keep
            i = sigmoid(hx @ self.Wi.T + self.bi)  # how much to take in
            o = sigmoid(hx @ self.Wo.T + self.bo)  # how much to show
            g = np.tanh(hx @ self.Wg.T + self.bg)  # what is new
            c = f * c + i * g
            h = o * np.tanh(c)
        return h


# Sequences of five tokens: on, off or wait, each as three zeros and ones.
ON, OFF, WAIT = range(3)
HIDDEN, TOKENS = 2, 5
rng = np.random.default_rng(0)
tokens = rng.choice([ON, OFF, WAIT, WAIT, WAIT], size=(300, TOKENS))
tokens[:, 0] = rng.integers(2, size=300)  # the switch is set at the beginning
X = np.eye(3)[tokens]
y = [next(token for token in row if token != WAIT) for row in tokens[:, ::-1].tolist()]

net = hn.Sequential(
    LSTM(*rng.normal(0, 0.5, (4, HIDDEN, HIDDEN + 3)), *np.zeros((4, HIDDEN)), name="lstm"),
    hn.Dense.random(HIDDEN, 2, rng=rng, name="state"),
)
history = hn.fit(
    net,
    X[:200],
    y[:200],
    loss=hn.CrossEntropy(),
    optimizer=hn.Adam(lr=0.05),
    epochs=30,
    batch_size=25,
    rng=rng,
)
print(history)
print(f"Accuracy on sequences it has not seen: {hn.accuracy(net, X[200:], y[200:]):.1%}")

# What is in the first memory cell after the last token: what was kept, and what is new?
trace = net.trace(np.eye(3)[[ON, WAIT, OFF, WAIT, WAIT]])
print(trace["lstm"][f"c({TOKENS})"].explain(0))
trace.save("lstm.html")
print("lstm.html is written.")
